//! Every sampler with the built-in model: the mask's promise, the plan, going on from the middle, what doesn't fit.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::Arc;

use palimpsest::diffusion::SamplerId;
use palimpsest::edit::recipe::{Branch, Method};
use palimpsest::edit::{
    self, Inputs, Memo, Recipe, classifier_free, ddim_inversion, latent_blend,
    method::{METHODS, unavailable},
    sampler, sdedit,
};
use palimpsest::raster::{Extent, Mask, Pixels, Rect, Samples};

use super::methods::{mask, model, recipe};

/// Every sampler, with both kinds of levels where it has the choice.
pub(crate) fn all() -> impl Iterator<Item = (SamplerId, bool)> {
    SamplerId::ALL
        .into_iter()
        .flat_map(|id| [(id, false), (id, true)])
        .filter(|&(id, karras)| !karras || id.has_karras())
}

/// A small edit.
pub(crate) fn small(method: Method, steps: usize, (id, karras): (SamplerId, bool)) -> Recipe {
    let mut recipe = recipe(method);
    (recipe.sampling.sampler, recipe.sampling.karras, recipe.sampling.steps) = (id, karras, steps);
    recipe.region.resolution = 0.25;
    recipe.prompt.target = "a red ball".into();
    recipe
}

fn methods() -> [Method; 4] {
    [
        Method::Sdedit(sdedit::Params { strength: 0.6, repeats: 2 }),
        Method::LatentBlend(latent_blend::Params { strength: 0.8, graded: true, shrink: true }),
        Method::DdimInversion(ddim_inversion::Params { strength: 0.7, ..Default::default() }),
        Method::ClassifierFree(classifier_free::Params {}),
    ]
}

fn inputs() -> (Arc<Pixels>, Arc<Mask>, Inputs) {
    let extent = Extent::new(65, 47);
    let values = (0..4 * extent.area() as usize).map(|i| ((i * 7919) ^ (i / 3 * 104_729)) as u8).collect();
    let image = Arc::new(Pixels::new(extent, Samples::Eight(values)).unwrap());
    let mask = Arc::new(mask(extent, Rect::new(10, 5, 30, 20), 255));
    let inputs = Inputs { image: Some(Arc::clone(&image)), mask: Some(Arc::clone(&mask)) };
    (image, mask, inputs)
}

#[test]
fn outside_the_mask_nothing_changes_with_any_sampler_and_the_plan_is_what_runs() {
    let (image, mask, inputs) = inputs();
    let mut memo = Memo::new(1 << 28);
    for choice in all() {
        for method in methods() {
            if sampler::unfit(choice.0, &method).is_some() {
                continue;
            }
            let recipe = small(method, 4, choice);
            let case = format!("{} {choice:?}", recipe.method.name());
            let plan = recipe.plan(&model().card, &inputs).unwrap();
            let output = edit::run(&recipe, &inputs, model(), &mut memo, &mut ()).unwrap();
            assert_eq!((output.unet_calls, output.frames.len()), (plan.unet_calls, plan.steps), "{case}");
            let (mut outside, mut inside) = (0, 0);
            for (x, y) in (0..47).flat_map(|y| (0..65).map(move |x| (x, y))) {
                let differs = usize::from(image.rgba16(x, y) != output.pixels.rgba16(x, y));
                *(if mask.at(x, y) == 0 { &mut outside } else { &mut inside }) += differs;
            }
            assert_eq!(outside, 0, "{case}");
            assert!(inside > 300, "{case}: only {inside} pixels changed");
        }
    }
}

#[test]
fn a_run_continued_from_its_middle_is_the_whole_run() {
    let (_, _, inputs) = inputs();
    for choice in all() {
        let parent = small(Method::Sdedit(sdedit::Params { strength: 0.9, repeats: 2 }), 5, choice);
        let mut memo = Memo::new(1 << 28);
        let mut with = |recipe: &Recipe| edit::run(recipe, &inputs, model(), &mut memo, &mut ()).unwrap();
        let whole = with(&parent);
        let same = |output: edit::Output, step: usize| {
            assert_eq!(output.pixels, whole.pixels, "{choice:?} from step {step}");
            assert_eq!((output.unet_calls, output.frames.len()), (whole.unet_calls, whole.frames.len()));
        };
        let branch = |step| {
            let mut child = parent.clone();
            child.branch = Some(Branch { parent: Box::new(parent.clone()), step });
            child
        };
        // In the first repetition from what is remembered, in the second one from nothing.
        same(with(&branch(2)), 2);
        let late = whole.frames.len() - 2;
        same(edit::run(&branch(late), &inputs, model(), &mut Memo::new(0), &mut ()).unwrap(), late);
        let mut other = branch(2);
        other.prompt.target = "a green tree".into();
        assert_ne!(with(&other).pixels, whole.pixels, "{choice:?}");
    }
}

#[test]
fn samplers_differ_and_karras_levels_are_others() {
    let (_, _, inputs) = inputs();
    let mut memo = Memo::new(1 << 28);
    let pictures: Vec<_> = all()
        .map(|choice| {
            let recipe = small(Method::Sdedit(sdedit::Params { strength: 0.8, repeats: 1 }), 5, choice);
            edit::run(&recipe, &inputs, model(), &mut memo, &mut ()).unwrap().pixels
        })
        .collect();
    // Euler's own levels are DDPM's here, and its ancestral step is the same formula.
    let apart = |id: SamplerId| id != SamplerId::EulerAncestral;
    for ((i, a), (id, karras)) in pictures.iter().enumerate().zip(all()) {
        assert!(!(apart(id) || karras) || pictures[..i].iter().all(|b| a != b), "{id:?} {karras}");
    }
}

#[test]
fn what_does_not_fit_is_refused_with_a_sentence() {
    let (_, _, inputs) = inputs();
    let problem = |recipe: &Recipe| recipe.problems(&model().card, &inputs).into_iter().next();
    for (id, karras) in all() {
        let inverting = small(Method::DdimInversion(ddim_inversion::Params::default()), 4, (id, karras));
        match problem(&inverting) {
            None => assert_eq!(id, SamplerId::Ddim),
            Some(problem) => {
                assert_eq!(problem.field, "sampling.sampler");
                assert!(problem.reason.contains("only ddim") && problem.reason.contains(id.name()), "{problem:?}");
                assert!(edit::run(&inverting, &inputs, model(), &mut Memo::new(0), &mut ()).is_err());
            }
        }
        for info in METHODS.iter().filter(|info| unavailable(info, &model().card).is_none()) {
            let mut recipe = small((info.default)(), 4, (id, false));
            recipe.sampling.karras = !id.has_karras();
            let fits = id.has_karras() && sampler::unfit(id, &recipe.method).is_none();
            assert_eq!(problem(&recipe).is_none(), fits, "{} {id:?}", info.name);
        }
    }
    let sdedit = || Method::Sdedit(sdedit::Params::default());
    let lcm = problem(&small(sdedit(), 51, (SamplerId::Lcm, false))).unwrap();
    assert_eq!(lcm.field, "sampling.steps");
    assert!(lcm.reason.contains("50"), "{lcm:?}");
    // A branch keeps to the levels of its parent, not to its sampler.
    let branch = |parent, child| {
        let mut child = small(sdedit(), 5, child);
        child.branch = Some(Branch { parent: Box::new(small(sdedit(), 5, parent)), step: 1 });
        problem(&child)
    };
    assert_eq!(branch((SamplerId::Ddim, false), (SamplerId::Ddpm, false)), None);
    assert_eq!(branch((SamplerId::UniPc, true), (SamplerId::Dpmpp2mSde, true)), None);
    let refused = branch((SamplerId::Euler, false), (SamplerId::Euler, true)).unwrap();
    assert_eq!(refused.field, "sampling.sampler");
    assert!(refused.reason.contains("euler (karras) goes by other noise levels than euler"), "{refused:?}");
    assert!(branch((SamplerId::Ddim, false), (SamplerId::Pndm, false)).is_some());
}
