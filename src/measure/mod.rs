//! Speed and edit figures (`palimpsest bench …`).
//!
//! | File | What it holds |
//! |---|---|
//! | `word` | what can be measured |
//! | `speed` | settings, and all figures of a run |
//! | `samples` | seconds of several runs |
//! | `machine` | what the processor can do at best, and the peak of memory |
//! | `networks` | calls of the networks |
//! | `edits` | whole edits and live previews through the engine |
//! | `driver` | the engine as a window drives it |
//! | `startup` | a fresh process of ourselves |
//! | `benchmark` | methods on scenes of which the exact result is known, and all figures of that |
//! | `scenes` | such scenes |
//! | `variant` | a method with the settings that it is measured with |
//! | `trial` | one method on one scene |
//! | `results` | what others made of scenes |
//! | `half` | the half of a picture that is thrown away and filled |
//! | `judge` | the figures of one result |
//! | `metric` | their names |
//! | `tally` | figures of all scenes, and their differences |
//! | `likeness` | errors, overlaps, borders |
//! | `structure` | how far one layout is from another |
//! | `scorer` | what a picture shows |
//! | `perceptual` | how different pictures look to it |
//! | `bootstrap` | a mean, and how far it may be trusted |

mod benchmark;
mod bootstrap;
mod driver;
mod edits;
mod error;
mod half;
mod judge;
mod likeness;
mod machine;
mod metric;
mod networks;
mod perceptual;
mod results;
mod samples;
mod scenes;
mod scorer;
mod speed;
mod startup;
mod structure;
mod tally;
mod trial;
mod variant;
mod word;

pub use benchmark::{Against, Edits, Row, Trials, edits};
pub use bootstrap::Interval;
pub use error::{Error, Result};
pub use metric::Metric;
pub use results::Results;
pub use samples::Samples;
pub use scenes::Kind;
pub use speed::{Figure, Settings, Speed, Watch, speed};
pub use startup::load;

pub use word::Word;
