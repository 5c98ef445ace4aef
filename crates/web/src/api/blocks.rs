//! Blocks: a partner's person, or a whole partner, is removed from an organization (EXT-12).

use super::answer::Written;
use super::extract::{InForce, Path, Query, Reading, Writing, id};
use crate::problem::Problem;
use axum::Json;
use prokura_app::command::block as command;
use prokura_app::command::lift_block::LiftBlock;
use prokura_app::query::blocks;
use prokura_domain::organization as domain;
use prokura_wire::block::{Block, Blocked, NewBlock};
use prokura_wire::list::{List, Nothing, Written as WrittenShape};

/// Blocks of an organization, lifted ones included where nothing else is asked for. Asks `external_admins.read`.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/blocks", operation_id = "list_blocks", tag = "blocks",
    params(("organization" = String, Path, description = "Id or look-up key."), InForce),
    responses((status = 200, description = "A page, in the order of ids.", body = List<Block>)),
)]
pub(super) async fn list_blocks(
    reading: Reading,
    Path(organization): Path<String>,
    Query(query): Query<InForce>,
) -> Result<Json<List<Block>>, Problem> {
    let list = reading.list(&["blocks", &organization], &query)?;
    let service = &reading.site.service;
    let page = blocks::list(service, &reading.caller, &organization, query.in_force, list.part()?).await;
    Ok(list.page(page.map_err(|error| reading.fail(error))?.map(Block::from)))
}

/// Removes a partner's person, or a whole partner (EXT-12).
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/blocks", operation_id = "block", tag = "blocks",
    params(("organization" = String, Path, description = "Id or look-up key.")),
    request_body = NewBlock,
    responses((status = 201, description = "The block, and what ended with it.", body = WrittenShape<Blocked>)),
)]
pub(super) async fn block(
    Path(organization): Path<String>,
    writing: Writing<NewBlock>,
) -> Result<Written<Blocked>, Problem> {
    let names = writing.names()?;
    let blocked = match &writing.body {
        NewBlock::Person(person) => domain::Blocked::Person(names.person(person)),
        NewBlock::Partner(partner) => domain::Blocked::Partner(names.organization(partner)),
    };
    let command = command::Block { organization: names.organization(&organization), blocked };
    Ok(Written::created(writing.execute(command).await?, |done| Blocked {
        block: done.block.into(),
        ended_grants: done.grants.into_iter().map(|id| id.0).collect(),
        ended_support_grants: done.support_grants.into_iter().map(|id| id.0).collect(),
        closed_sessions: done.sessions.into_iter().map(|id| id.0).collect(),
        sale_is_active: done.sale_is_active,
    }))
}

/// Lifts a block. What ended with it stays ended.
#[utoipa::path(
    delete, path = "/v1/organizations/{organization}/blocks/{block}", operation_id = "lift_block", tag = "blocks",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("block" = String, Path, description = "Id."),
    ),
    responses((status = 200, description = "The block, lifted.", body = WrittenShape<Block>)),
)]
pub(super) async fn lift_block(
    Path((organization, block)): Path<(String, String)>,
    writing: Writing<Nothing>,
) -> Result<Written<Block>, Problem> {
    let command = LiftBlock { organization: writing.names()?.organization(&organization), block: id(&block) };
    Ok(Written::changed(writing.execute(command).await?, Block::from))
}
