//! Product news that the vendor writes (ROL-11).

use super::answer::Written;
use super::extract::{Paging, Path, Query, Reading, Writing, id};
use crate::problem::Problem;
use axum::Json;
use prokura_app::command::write_news::{DropNews, NewsNow, SendNews, WriteNews};
use prokura_app::query::product_news;
use prokura_domain::id::ProductNewsId;
use prokura_domain::organization::OrganizationKind;
use prokura_wire::list::{Empty, List, Nothing, Written as WrittenShape};
use prokura_wire::product_news::{NewProductNews, ProductNews, ProductNewsNow, ProductNewsSending};

/// Product news of the vendor's, drafts included, newest first. Asks `product_email.manage` there.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/product-news", operation_id = "list_product_news",
    tag = "product news",
    params(("organization" = String, Path, description = "The vendor: id or look-up key."), Paging),
    responses((status = 200, description = "A page, newest first.", body = List<ProductNews>)),
)]
pub(super) async fn list_product_news(
    reading: Reading,
    Path(organization): Path<String>,
    Query(query): Query<Paging>,
) -> Result<Json<List<ProductNews>>, Problem> {
    let list = reading.list(&["product-news", &organization], &query)?;
    let page = product_news::list(&reading.site.service, &reading.caller, &organization, list.part()?).await;
    Ok(list.page(page.map_err(|error| reading.fail(error))?.map(ProductNews::from)))
}

/// One of them.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/product-news/{news}", operation_id = "get_product_news",
    tag = "product news",
    params(
        ("organization" = String, Path, description = "The vendor: id or look-up key."),
        ("news" = String, Path, description = "Id."),
    ),
    responses((status = 200, description = "The news.", body = ProductNews)),
)]
pub(super) async fn get_product_news(
    reading: Reading,
    Path((organization, news)): Path<(String, String)>,
) -> Result<Json<ProductNews>, Problem> {
    let found = product_news::get(&reading.site.service, &reading.caller, &organization, id(&news)).await;
    Ok(Json(found.map_err(|error| reading.fail(error))?.news.into()))
}

/// Writes product news; nobody is written to before they are sent.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/product-news", operation_id = "write_product_news",
    tag = "product news",
    params(("organization" = String, Path, description = "The vendor: id or look-up key.")),
    request_body = NewProductNews,
    responses((status = 201, description = "The draft.", body = WrittenShape<ProductNewsNow>)),
)]
pub(super) async fn write_product_news(
    Path(organization): Path<String>,
    writing: Writing<NewProductNews>,
) -> Result<Written<ProductNewsNow>, Problem> {
    let command = command(&organization, None, &writing)?;
    Ok(Written::created(writing.execute(command).await?, now))
}

/// Writes a draft anew.
#[utoipa::path(
    put, path = "/v1/organizations/{organization}/product-news/{news}", operation_id = "change_product_news",
    tag = "product news",
    params(
        ("organization" = String, Path, description = "The vendor: id or look-up key."),
        ("news" = String, Path, description = "Id."),
    ),
    request_body = NewProductNews,
    responses((status = 200, description = "The draft.", body = WrittenShape<ProductNewsNow>)),
)]
pub(super) async fn change_product_news(
    Path((organization, news)): Path<(String, String)>,
    writing: Writing<NewProductNews>,
) -> Result<Written<ProductNewsNow>, Problem> {
    let command = command(&organization, Some(id(&news)), &writing)?;
    Ok(Written::changed(writing.execute(command).await?, now))
}

/// Throws a draft away.
#[utoipa::path(
    delete, path = "/v1/organizations/{organization}/product-news/{news}", operation_id = "drop_product_news",
    tag = "product news",
    params(
        ("organization" = String, Path, description = "The vendor: id or look-up key."),
        ("news" = String, Path, description = "Id."),
    ),
    responses((status = 200, description = "It is gone.", body = WrittenShape<Empty>)),
)]
pub(super) async fn drop_product_news(
    Path((organization, news)): Path<(String, String)>,
    writing: Writing<Nothing>,
) -> Result<Written<Empty>, Problem> {
    let command = DropNews { organization: writing.names()?.organization(&organization), news: id(&news) };
    Ok(Written::changed(writing.execute(command).await?, |()| Empty {}))
}

/// Sends product news to the full administrators of organizations of the kinds they are for, and to whoever else of their people
/// wants to read them; each is written to once, and not who turned such mails off. Those whose sending was given up go on where
/// they stopped.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/product-news/{news}/send", operation_id = "send_product_news",
    tag = "product news",
    params(
        ("organization" = String, Path, description = "The vendor: id or look-up key."),
        ("news" = String, Path, description = "Id."),
    ),
    request_body = ProductNewsSending,
    responses((status = 200, description = "They are being sent.", body = WrittenShape<ProductNewsNow>)),
)]
pub(super) async fn send_product_news(
    Path((organization, news)): Path<(String, String)>,
    writing: Writing<ProductNewsSending>,
) -> Result<Written<ProductNewsNow>, Problem> {
    let command = SendNews {
        organization: writing.names()?.organization(&organization),
        news: id(&news),
        expected_version: writing.version(writing.body.version)?,
    };
    Ok(Written::changed(writing.execute(command).await?, now))
}

fn command(
    organization: &str,
    news: Option<ProductNewsId>,
    writing: &Writing<NewProductNews>,
) -> Result<WriteNews, Problem> {
    let kinds = writing.body.kinds.iter().map(|kind| writing.code("kinds", OrganizationKind::from_code(kind)));
    Ok(WriteNews {
        organization: writing.names()?.organization(organization),
        news,
        kinds: kinds.collect::<Result<_, _>>()?,
        texts: writing.body.texts.clone().into(),
        expected_version: writing.version(writing.body.version)?,
    })
}

const fn now(now: NewsNow) -> ProductNewsNow {
    ProductNewsNow { id: now.id.0, version: now.version }
}
