//! A model's folder, read and checked as a whole before any weight is.

use sha2::{Digest, Sha256};

use super::card::{Family, ModelCard, Part, Source};
use super::clip::{Clip, ClipConfig};
use super::cost::Footprint;
use super::fields::Fields;
use super::files::{Blob, Files};
use super::text::Text;
use super::tokenizer::Tokenizer;
use super::unet::{PixelUnet, Unet, UnetConfig};
use super::vae::{Vae, VaeConfig};
use super::weights::Weights;
use super::work::Work;
use super::{Error, Network, Result, SchedulerConfig};

/// Pieces of this size go into the hash.
const SAMPLE: u64 = 4096;

/// Everything but the weights' values.
pub(crate) struct Checkpoint {
    pub(crate) card: ModelCard,
    pub(crate) scheduler: SchedulerConfig,
    unet: (UnetConfig, Weights),
    vae: Option<(VaeConfig, Weights)>,
    text: Option<(ClipConfig, Tokenizer, Weights)>,
}

impl Checkpoint {
    /// Reads configurations, headers and the tokenizer; checks that all parts can be loaded and fit each other.
    pub(crate) fn open(source: &Source) -> Result<Self> {
        let files = Files::of(source)?;
        index(&files)?;
        let mut hash = Sha256::new();
        let mut text_of = |file: &str| -> Result<String> {
            let text = files.text(file)?;
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(&text);
            Ok(text)
        };
        let unet = UnetConfig::parse("unet/config.json", &text_of("unet/config.json")?)?;
        let file = "scheduler/scheduler_config.json";
        let scheduler = SchedulerConfig::parse(file, &text_of(file)?)?;
        let (mut vae, mut clip) = (None, None);
        if unet.context.is_some() {
            for part in ["vae", "text_encoder", "tokenizer"] {
                if !files.path(part).is_dir() && matches!(source, Source::Folder(_)) {
                    return Err(Error::not_a_model(format!("its part {part} is missing"), &files.path("")));
                }
            }
            vae = Some(VaeConfig::parse("vae/config.json", &text_of("vae/config.json")?)?);
            clip = Some(ClipConfig::parse("text_encoder/config.json", &text_of("text_encoder/config.json")?)?);
        }
        let tokenizer = clip.as_ref().map(|_| -> Result<_> {
            text_of("tokenizer/vocab.json")?;
            text_of("tokenizer/merges.txt")?;
            Tokenizer::open(&files)
        });
        let tokenizer = tokenizer.transpose()?;
        fits(&unet, vae.as_ref(), clip.as_ref(), tokenizer.as_ref())?;

        let weights = Weights::open(&files, "unet", "diffusion_pytorch_model")?;
        let unet = (unet, weights);
        let vae = vae.map(|config| Ok::<_, Error>((config, Weights::open(&files, "vae", "diffusion_pytorch_model")?)));
        let vae = vae.transpose()?;
        let text = clip.zip(tokenizer).map(|(clip, tokenizer)| {
            Ok::<_, Error>((clip, tokenizer, Weights::open(&files, "text_encoder", "model")?))
        });
        let text = text.transpose()?;
        let all = [Some(&unet.1), vae.as_ref().map(|vae| &vae.1), text.as_ref().map(|text| &text.2)];
        for blob in all.into_iter().flatten().flat_map(|weights| &weights.blobs) {
            sample(blob, &mut hash).map_err(|e| Error::Weights { reason: e.to_string(), path: blob.path.clone() })?;
        }

        let mut parts = Vec::new();
        let mut packed = 0;
        if let Some((config, _, weights)) = &text {
            parts.push((Part::Text, weights.check(|vb| Clip::new(config, &vb))?.0, weights.bytes()));
        }
        let (parameters, hollow) = unet.1.check(|vb| network(&unet.0, &vb))?;
        packed += hollow.extra_bytes();
        parts.push((Part::Unet, parameters, unet.1.bytes()));
        if let Some((config, weights)) = &vae {
            let (parameters, hollow) = weights.check(|vb| Vae::new(config, &vb))?;
            packed += hollow.extra_bytes();
            parts.push((Part::Vae, parameters, weights.bytes()));
        }
        let factor = vae.as_ref().map_or(1, |(config, _)| config.factor());
        let card = ModelCard {
            name: name(source),
            source: source.clone(),
            hash: format!("{:x}", hash.finalize()),
            family: family(source, &unet.0),
            prediction: scheduler.prediction_type,
            native_px: unet.0.sample_size as u32 * factor,
            factor,
            step_px: factor << unet.0.halvings(),
            latent_channels: vae.as_ref().map_or(unet.0.in_channels, |(config, _)| config.latent_channels),
            unet_channels: unet.0.in_channels,
            text: text.is_some(),
            max_tokens: text.as_ref().map_or(0, |(clip, tokenizer, _)| length(clip, tokenizer)),
            parts,
            packed,
            footprint: Footprint::new(&unet.0, vae.as_ref().map(|(config, _)| config)),
            work: Work::new(
                unet.0.clone(),
                vae.as_ref().map(|(config, _)| config.clone()),
                text.as_ref().map(|(clip, tokenizer, _)| (clip.clone(), length(clip, tokenizer))),
            ),
        };
        Ok(Self { card, scheduler, unet, vae, text })
    }

    /// Tokenizer and text encoder.
    pub(crate) fn text(&mut self, device: &candle_core::Device) -> Result<Option<Text>> {
        let Some((config, tokenizer, weights)) = self.text.take() else { return Ok(None) };
        let (clip, length) = (weights.load(device, |vb| Clip::new(&config, &vb))?, length(&config, &tokenizer));
        Ok(Some(Text { tokenizer, clip, length, device: device.clone() }))
    }

    /// The noise predictor.
    pub(crate) fn network(&self, device: &candle_core::Device) -> Result<Network> {
        self.unet.1.load(device, |vb| network(&self.unet.0, &vb))
    }

    /// The autoencoder.
    pub(crate) fn vae(&self, device: &candle_core::Device) -> Result<Option<Vae>> {
        let load = |(config, weights): &(VaeConfig, Weights)| weights.load(device, |vb| Vae::new(config, &vb));
        self.vae.as_ref().map(load).transpose()
    }
}

fn network(config: &UnetConfig, vb: &candle_nn::VarBuilder<'_>) -> candle_core::Result<Network> {
    Ok(match config.context {
        Some(_) => Network::Conditional(Unet::new(config, vb)?),
        None => Network::Pixel(PixelUnet::new(config, vb)?),
    })
}

/// Ids of a prompt.
fn length(clip: &ClipConfig, tokenizer: &Tokenizer) -> usize {
    tokenizer.longest.unwrap_or(clip.positions).min(clip.positions)
}

fn name(source: &Source) -> String {
    match source {
        Source::Builtin => "Built-in".to_owned(),
        Source::Folder(path) => {
            let whole = path.canonicalize().unwrap_or_else(|_| path.clone());
            whole.file_name().unwrap_or(whole.as_os_str()).to_string_lossy().into_owned()
        }
    }
}

fn family(source: &Source, unet: &UnetConfig) -> Family {
    match (source, unet.context) {
        (Source::Builtin, _) => Family::Builtin,
        (_, None) => Family::Pixel,
        (_, Some(_)) if unet.linear => Family::Sd2,
        _ => Family::Sd1,
    }
}

/// `model_index.json`: which pipeline the folder was saved for. Others are named, so that a person knows why not.
fn index(files: &Files) -> Result<()> {
    if !files.has("model_index.json") {
        let reason = "it has no model_index.json, so it is not a diffusers folder";
        return Err(Error::not_a_model(reason, &files.path("")));
    }
    let fields = Fields::parse("model_index.json", &files.text("model_index.json")?)?;
    let class = fields.word("_class_name")?;
    let other = match class {
        c if c.starts_with("StableDiffusionXL") => "a Stable Diffusion XL model".to_owned(),
        c if c.starts_with("StableDiffusion3") => "a Stable Diffusion 3 model".to_owned(),
        "DDPMPipeline" | "DDIMPipeline" | "PNDMPipeline" => return Ok(()),
        c if c.starts_with("StableDiffusion") => return Ok(()),
        c => format!("a model for {c:?}"),
    };
    let reason = format!("this is {other}; this version runs Stable Diffusion 1.x, 2.x and pixel-space DDPM");
    Err(Error::not_a_model(reason, &files.path("")))
}

/// Whether the parts fit each other.
fn fits(
    unet: &UnetConfig,
    vae: Option<&VaeConfig>,
    clip: Option<&ClipConfig>,
    tokenizer: Option<&Tokenizer>,
) -> Result<()> {
    let wrong = |reason: String| Err(Error::config("unet/config.json", reason));
    let latent = vae.map_or(unet.out_channels, |vae| vae.latent_channels);
    if unet.out_channels != latent || unet.in_channels < latent {
        return wrong(format!(
            "it reads {} and writes {} channels, which does not fit {latent} of the latents",
            unet.in_channels, unet.out_channels
        ));
    }
    if let (Some(context), Some(clip)) = (unet.context, clip)
        && context != clip.width
    {
        return wrong(format!("cross_attention_dim is {context}, but the text encoder gives {}", clip.width));
    }
    if let (Some(clip), Some(tokenizer)) = (clip, tokenizer)
        && tokenizer.highest as usize >= clip.vocabulary
    {
        let reason = format!("it has ids up to {}, but the text encoder knows {}", tokenizer.highest, clip.vocabulary);
        return Err(Error::config("tokenizer/vocab.json", reason));
    }
    Ok(())
}

/// Hashes length, beginning (the header as a rule), end and pieces between.
fn sample(blob: &Blob, hash: &mut Sha256) -> std::io::Result<()> {
    hash.update(blob.len.to_le_bytes());
    let header = blob.read(0, 8)?;
    let header = u64::from_le_bytes(std::array::from_fn(|i| header[i]));
    hash.update(blob.read(8, header as usize)?);
    let (data, pieces) = (8 + header, 64);
    let last = blob.len.saturating_sub(SAMPLE).max(data);
    for i in 0..pieces {
        let at = data + (last - data) / (pieces - 1) * i;
        hash.update(blob.read(at, SAMPLE.min(blob.len - at) as usize)?);
    }
    if last > data {
        hash.update(blob.read(last, (blob.len - last) as usize)?);
    }
    Ok(())
}
