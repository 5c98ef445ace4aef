//! The built front-end files, embedded, each under a name that holds its hash.
//!
//! The leaf crate that needs Node: `build.rs` fetches the packages and `bundle.mjs` packs them with the theme. `theme/README.md` says what a template may use.

/// One embedded file. Its [`path`](Self::path) changes with its content, so it may be cached for ever.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// What templates call it, for example `prokura.css`.
    pub name: &'static str,
    /// The name it is served under, for example `prokura.0f3a….css`.
    pub path: &'static str,
    /// The address it is served under: `/assets/` and [`path`](Self::path).
    pub url: &'static str,
    /// The value of `Content-Type`.
    pub mime: &'static str,
    /// The value of `ETag`, quoted; the same for every encoding, so serve it as weak (`W/`) where the encoding is negotiated.
    pub etag: &'static str,
    /// The content.
    pub bytes: &'static [u8],
    /// The content for `Content-Encoding: gzip`.
    pub gzip: &'static [u8],
    /// The content for `Content-Encoding: br`.
    pub brotli: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/bundle/index.rs"));

/// Every embedded file.
#[must_use]
pub fn all() -> &'static [Asset] {
    &FILES
}

/// The file served under `path` (without `/assets/`), or nothing: names without a hash, old hashes and anything else.
#[must_use]
pub fn by_path(path: &str) -> Option<&'static Asset> {
    FILES.iter().find(|asset| asset.path == path)
}

/// The address of the file that templates call `name`. A name that does not exist gives an address that answers 404.
#[must_use]
pub fn url(name: &str) -> &'static str {
    FILES.iter().find(|asset| asset.name == name).map_or("/assets/missing", |asset| asset.url)
}

/// The names in the sprite `icons.svg`, for a check that templates ask for nothing else.
#[must_use]
pub fn icons() -> &'static [&'static str] {
    &ICONS
}

#[cfg(test)]
mod tests {
    use super::{all, by_path, icons, url};

    fn text(name: &str) -> &'static str {
        let asset = all().iter().find(|asset| asset.name == name).expect("the file is embedded");
        std::str::from_utf8(asset.bytes).expect("it is text")
    }

    #[test]
    fn an_address_leads_back_to_its_file() {
        for asset in all() {
            let path = url(asset.name).strip_prefix("/assets/").expect("addresses are under /assets/");
            assert_eq!(by_path(path).map(|found| found.name), Some(asset.name));
        }
    }

    #[test]
    fn only_the_hashed_name_is_served() {
        for path in ["prokura.css", "", "../Cargo.toml", "prokura.0000000000000000.css"] {
            assert!(by_path(path).is_none(), "{path}");
        }
        assert!(by_path(url("nothing.css").trim_start_matches("/assets/")).is_none());
    }

    #[test]
    fn what_templates_ask_for_is_there() {
        for (name, mime) in [
            ("prokura.css", "text/css; charset=utf-8"),
            ("prokura.js", "text/javascript; charset=utf-8"),
            ("icons.svg", "image/svg+xml"),
            ("favicon.svg", "image/svg+xml"),
        ] {
            let asset = all().iter().find(|asset| asset.name == name).expect(name);
            assert_eq!(asset.mime, mime);
            assert!(asset.path.contains(asset.etag.trim_matches('"')), "{name}: the name holds the hash");
        }
    }

    #[test]
    fn the_compressed_twins_are_the_smaller_ones() {
        for asset in all() {
            assert_eq!(asset.gzip.get(..2), Some(&[0x1f, 0x8b][..]), "{}: not gzip", asset.name);
            assert!(asset.gzip.len() < asset.bytes.len(), "{}", asset.name);
            assert!(asset.brotli.len() < asset.bytes.len(), "{}", asset.name);
        }
    }

    /// The policy allows no `data:` address, no foreign host and no inline style.
    #[test]
    fn the_stylesheet_asks_for_nothing_outside() {
        let css = text("prokura.css");
        for forbidden in ["data:", "url(", "@import", "//fonts."] {
            assert!(!css.contains(forbidden), "{forbidden}");
        }
    }

    #[test]
    fn the_sprite_holds_each_icon_once() {
        let sprite = text("icons.svg");
        for name in icons() {
            assert_eq!(sprite.matches(&format!("<symbol id=\"{name}\" ")).count(), 1, "{name}");
        }
        assert_eq!(sprite.matches("<symbol ").count(), icons().len());
    }

    /// The markup that the README promises is markup that the stylesheet knows.
    #[test]
    fn every_class_of_the_readme_is_styled() {
        let css = text("prokura.css");
        let unstyled: Vec<&str> = include_str!("../theme/README.md")
            .split("class=\"")
            .skip(1)
            .filter_map(|rest| rest.split_once('"'))
            .flat_map(|(classes, _)| classes.split_whitespace())
            .filter(|class| !css.split(&format!(".{class}")).skip(1).any(ends_a_name))
            .collect();
        assert!(unstyled.is_empty(), "{unstyled:?}");
    }

    fn ends_a_name(rest: &str) -> bool {
        !rest.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '-' || next == '_')
    }

    /// The README names only icons that are in the sprite.
    #[test]
    fn every_icon_of_the_readme_is_there() {
        for name in include_str!("../theme/README.md")
            .split("icons.svg}#")
            .skip(1)
            .filter_map(|rest| rest.split_once('"'))
            .map(|(name, _)| name)
        {
            assert!(name == "NAME" || icons().contains(&name), "{name}");
        }
    }

    /// A budget, so that growth is a decision: what a first visit carries, compressed.
    #[test]
    fn a_first_visit_stays_small() {
        let total: usize = all().iter().map(|asset| asset.brotli.len()).sum();
        assert!(total < 70_000, "{total} bytes");
    }
}
