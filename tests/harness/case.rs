//! One reference case: what goes in, what must come out, and how near.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use candle_core::{DType, Device, Shape, Tensor};
use palimpsest::model::{Model, Source};
use palimpsest::tensor::{Normal, Purpose};
use serde_json::Value;

/// How a case ended.
pub enum Outcome {
    /// Every expected tensor came out; the error of the one that came nearest to its tolerance.
    Passed(f64),
    /// What is wrong, the number first where there is one.
    Failed(String),
    /// Why it was not run.
    Skipped(String),
}

/// A case as it lies in its folder.
pub struct Case {
    pub kind: String,
    pub name: String,
    /// Folder under `models`, several joined by `+`.
    pub model: Option<String>,
    /// Report, do not fail the suite.
    pub optional: bool,
    pub params: Value,
    pub meta: Value,
    /// Folder of the models.
    pub models: PathBuf,
    /// Expected tensor (without `out.`) → its tolerance.
    pub atol: BTreeMap<String, f64>,
    /// All tensors by their full names (`in.x`, `out.y`, `noise.0`).
    pub tensors: HashMap<String, Tensor>,
    checked: RefCell<BTreeMap<String, f64>>,
}

impl Case {
    /// Reads `case.json` and `tensors.safetensors` of `folder`.
    pub fn read(folder: &Path, models: &Path) -> Result<Self> {
        // Python writes infinities, which are no JSON, into settings that we do not read.
        let text = std::fs::read_to_string(folder.join("case.json"))?.replace("-Infinity", "null");
        let json: Value = serde_json::from_str(&text.replace("Infinity", "null"))
            .with_context(|| format!("{} is not JSON", folder.display()))?;
        let text = |key: &str| json[key].as_str().map(str::to_owned);
        let expected = json["expected"].as_object().context("no `expected`")?;
        let atol = expected.iter().map(|(name, about)| {
            let atol = about["atol"].as_f64().with_context(|| format!("no atol for {name}"))?;
            Ok((name.strip_prefix("out.").unwrap_or(name).to_owned(), atol))
        });
        Ok(Self {
            kind: text("kind").context("no `kind`")?,
            name: text("name").context("no `name`")?,
            model: text("model"),
            optional: json["optional"].as_bool().unwrap_or(false),
            params: json["params"].clone(),
            meta: json["meta"].clone(),
            models: models.to_owned(),
            atol: atol.collect::<Result<_>>()?,
            tensors: candle_core::safetensors::load(folder.join("tensors.safetensors"), &Device::Cpu)?,
            checked: RefCell::default(),
        })
    }

    /// The tensor `in.NAME`.
    pub fn input(&self, name: &str) -> Result<Tensor> {
        self.tensors.get(&format!("in.{name}")).cloned().with_context(|| format!("no input {name}"))
    }

    /// The `n`-th normal draw of the reference.
    pub fn noise(&self, n: usize) -> Result<Tensor> {
        self.tensors.get(&format!("noise.{n}")).cloned().with_context(|| format!("no draw {n}"))
    }

    /// The draws in the reference's order, as a source of noise.
    pub fn recording(&self) -> Recording<'_> {
        Recording { case: self, next: Cell::new(0) }
    }

    /// Whether the case wants the tensor `out.NAME`.
    pub fn wants(&self, name: &str) -> bool {
        self.atol.contains_key(name)
    }

    /// The case's model, loaded as the program loads it.
    pub fn load(&self) -> Result<Model> {
        let name = self.model.as_ref().context("the case names no model")?;
        Ok(Model::load(&Source::Folder(self.models.join(name)), &Device::Cpu, &mut |_, _| Ok(()))?)
    }

    /// Compares with `out.NAME`: shape, every element; whole numbers exactly.
    pub fn check(&self, name: &str, got: &Tensor) -> Result<()> {
        let want = self.tensors.get(&format!("out.{name}")).with_context(|| format!("no expected tensor {name}"))?;
        ensure!(self.wants(name), "{name} has no tolerance");
        ensure!(got.shape() == want.shape(), "{name} has shape {:?}, expected {:?}", got.shape(), want.shape());
        let values = |x: &Tensor| x.to_dtype(DType::F64)?.flatten_all()?.to_vec1::<f64>();
        let errors = values(got)?.into_iter().zip(values(want)?).map(|(g, w)| (g - w).abs());
        let worst = errors.fold(0.0, |worst: f64, e| if e.is_nan() { f64::INFINITY } else { worst.max(e) });
        self.checked.borrow_mut().insert(name.to_owned(), worst);
        Ok(())
    }

    /// Passed only if every expected tensor was checked and is within its tolerance.
    pub fn outcome(&self) -> Outcome {
        let checked = self.checked.borrow();
        let mut nearest = ("", 0.0, -1.0);
        for (name, &atol) in &self.atol {
            let Some(&error) = checked.get(name) else { return Outcome::Failed(format!("{name} was not computed")) };
            let share = if error == 0.0 { 0.0 } else { error / atol };
            if share > nearest.2 {
                nearest = (name, error, share);
            }
        }
        let (name, error, share) = nearest;
        match share {
            s if s < 0.0 => Outcome::Failed("the case expects nothing".to_owned()),
            s if s <= 1.0 => Outcome::Passed(error),
            _ => Outcome::Failed(format!("{error:.3e} in {name}, {share:.1} times its tolerance")),
        }
    }
}

/// Feeds the reference's draws in their order, whatever they are for.
pub struct Recording<'a> {
    case: &'a Case,
    next: Cell<usize>,
}

impl Normal for Recording<'_> {
    fn draw(&mut self, purpose: Purpose, step: usize, shape: &Shape, device: &Device) -> candle_core::Result<Tensor> {
        let n = self.next.replace(self.next.get() + 1);
        let draw = self.case.noise(n).map_err(|e| candle_core::Error::Msg(e.to_string()))?;
        if draw.shape() != shape {
            candle_core::bail!("draw {n} ({purpose:?}, step {step}) is {:?}, asked for {shape:?}", draw.shape());
        }
        draw.to_device(device)
    }
}

/// Cases under `folder`, sorted: `folder/cases/KIND/CASE`.
pub fn folders(folder: &Path) -> Result<Vec<PathBuf>> {
    let list = |folder: &Path| -> Result<Vec<PathBuf>> {
        let entries = std::fs::read_dir(folder).with_context(|| format!("no folder {}", folder.display()))?;
        let mut all = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
        all.sort();
        Ok(all)
    };
    let mut all = Vec::new();
    for kind in list(&folder.join("cases"))? {
        all.extend(list(&kind)?.into_iter().filter(|case| case.join("case.json").is_file()));
    }
    if all.is_empty() {
        bail!("no cases in {}", folder.display());
    }
    Ok(all)
}
