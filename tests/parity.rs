//! The reference cases, a line each. `PARITY_DIR` replaces `tests/parity`; `PARITY_MODELS` its `models`.

#![expect(unreachable_pub, reason = "a test has no users; pub says what the files of the harness share")]

mod harness;

use std::io::Write;
use std::path::PathBuf;

use harness::case::{Case, Outcome, folders};

#[test]
fn cases() -> anyhow::Result<()> {
    let from = |key: &str| std::env::var_os(key).map(PathBuf::from);
    let folder =
        from("PARITY_DIR").unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests").join("parity"));
    let models = from("PARITY_MODELS").unwrap_or_else(|| folder.join("models"));
    let mut failed = Vec::new();
    // Where tests run one by one, libtest has begun a line.
    std::io::stdout().write_all(b"\n")?;
    for path in folders(&folder)? {
        let case = Case::read(&path, &models)?;
        let name = format!("{}/{}", case.kind, case.name);
        let line = match harness::run(&case) {
            Outcome::Passed(error) => format!("passed {name} {error:.3e}\n"),
            Outcome::Skipped(reason) => format!("skipped {name} {reason}\n"),
            Outcome::Failed(error) => {
                if !case.optional {
                    failed.push(name.clone());
                }
                format!("failed {name} {error}\n")
            }
        };
        // Not println!: the test harness would swallow it.
        std::io::stdout().write_all(line.as_bytes())?;
    }
    assert!(failed.is_empty(), "{} cases failed: {failed:?}", failed.len());
    Ok(())
}
