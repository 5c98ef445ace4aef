//! The OpenAPI document: what the routes say of themselves, with what holds for all of them.

use crate::{api, authzen, signals};
use prokura_wire::problem::ProblemDetails;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    Components, ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, Ref, RefOr, Required, ResponseBuilder,
};
use utoipa::{PartialSchema as _, ToSchema as _};

/// The document.
#[must_use]
pub fn document() -> OpenApi {
    let mut document = api::routes().merge(authzen::routes()).merge(signals::routes()).into_openapi();
    document.info = InfoBuilder::new()
        .title("Prokura")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Delegated administration for services with many organizations. What the caller may not know of is \
             answered like what does not exist.",
        ))
        .license(Some(LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build()))
        .build();
    let components = document.components.get_or_insert_with(Components::new);
    components.schemas.insert(ProblemDetails::name().into_owned(), ProblemDetails::schema());
    let mut referenced = Vec::new();
    ProblemDetails::schemas(&mut referenced);
    components.schemas.extend(referenced);
    for name in CLOSED {
        components.schemas.entry(name.to_owned()).and_modify(close);
    }
    components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    let cookie = ApiKeyValue::with_description(
        crate::caller::SESSION_COOKIE,
        "A session of the console, from its own origin only.",
    );
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    for (path, item) in &mut document.paths.paths {
        // By a service's token only, and without idempotency keys: the standards do not know them.
        let decisions = path.starts_with("/access/") || path.starts_with("/signals/");
        for (operation, writes) in operations(item) {
            if operation.security.is_none() {
                let mut schemes = vec![SecurityRequirement::new("token", Vec::<String>::new())];
                if !decisions {
                    schemes.push(SecurityRequirement::new("session", Vec::<String>::new()));
                }
                operation.security = Some(schemes);
            }
            if writes && !decisions && path != "/v1/decisions" && !path.ends_with("/preview") {
                let parameters = operation.parameters.get_or_insert_with(Vec::new);
                parameters.push(RefOr::T(idempotency_key()));
            }
            operation.responses.responses.insert("default".to_owned(), problem());
            super::examples::put_in(operation);
        }
    }
    document
}

/// Schemas of which a value has one member, of one of several names.
const CLOSED: [&str; 2] = ["NewBlock", "Scope"];

/// Another member beside the one is refused.
fn close(schema: &mut RefOr<Schema>) {
    let RefOr::T(Schema::OneOf(one_of)) = schema else { return };
    for item in &mut one_of.items {
        if let RefOr::T(Schema::Object(object)) = item {
            object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&mut Operation, bool)> {
    [
        (&mut item.get, false),
        (&mut item.post, true),
        (&mut item.put, true),
        (&mut item.patch, true),
        (&mut item.delete, true),
    ]
    .into_iter()
    .filter_map(|(operation, writes)| Some((operation.as_mut()?, writes)))
}

fn idempotency_key() -> Parameter {
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "1 to 255 printable ASCII characters. The same request under the same key is done once and answered the same; another \
             request under it is refused.",
        ))
        .schema(Some(
            ObjectBuilder::new()
                .schema_type(Type::String)
                .min_length(Some(1))
                .max_length(Some(255))
                .pattern(Some("^[!-~]([ -~]*[!-~])?$"))
                .build(),
        ))
        .build()
}

fn problem() -> RefOr<utoipa::openapi::Response> {
    let content =
        ContentBuilder::new().schema(Some(Ref::from_schema_name(ProblemDetails::name().into_owned()))).build();
    let response = ResponseBuilder::new()
        .description("A problem (RFC 9457).")
        .content("application/problem+json", content)
        .build();
    RefOr::T(response)
}
