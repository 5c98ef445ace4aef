//! Product news (ROL-11).

use super::Desk;
use super::letter::Letter;
use crate::text::Language;
use prokura_app::error::Error;
use prokura_app::query::preferences::wants;
use prokura_domain::id::ProductNewsId;
use prokura_domain::news::{NewsState, ProductNews};
use prokura_domain::preference::Topic;

/// What the vendor wrote, in the reader's language where it is written in it; none for whoever turned such mails off since.
pub(super) async fn product(desk: &mut Desk<'_>, news: ProductNewsId) -> Result<Option<Letter>, Error> {
    let Some(news) = desk.read.product_news(news).await? else { return Ok(None) };
    if news.state == NewsState::Draft || !wants(desk.read, desk.to.id, Topic::ProductNews, desk.now).await? {
        return Ok(None);
    }
    let (vendor, _) = desk.organization(news.organization).await?;
    let stop = desk.stop(Topic::ProductNews);
    Ok(written(&news, desk.language(), &vendor, stop))
}

/// The letter as somebody with a language gets it.
pub(super) fn written(news: &ProductNews, language: Language, vendor: &str, stop: String) -> Option<Letter> {
    let (locale, written) = news.texts.for_reader(language.0)?;
    let language = Language(locale);
    let paragraphs = written.text.lines().map(str::trim).filter(|line| !line.is_empty());
    let letter = paragraphs
        .fold(Letter::new(language, written.subject.clone()), |letter, line| letter.paragraph(line.to_owned()));
    let advice = language.text_with("mail-news-advice", &[("vendor", vendor.into())]);
    Some(letter.advice(advice).stop(language.text("mail-stop-link"), stop))
}
