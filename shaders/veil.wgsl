// The mask's tile, beside another tile.

@group(2) @binding(0) var veil: texture_2d<f32>;

fn veil_texel(at: vec2<i32>) -> f32 {
    let last = vec2<i32>(textureDimensions(veil)) - 1;
    return textureLoad(veil, clamp(at, vec2<i32>(0), last), 0).r;
}

fn veil_at(at: vec2<f32>, crisp: f32) -> f32 {
    if crisp > 0.5 {
        return veil_texel(vec2<i32>(floor(at)));
    }
    let corner = floor(at - 0.5);
    let part = at - 0.5 - corner;
    let i = vec2<i32>(corner);
    let above = mix(veil_texel(i), veil_texel(i + vec2<i32>(1, 0)), part.x);
    let below = mix(veil_texel(i + vec2<i32>(0, 1)), veil_texel(i + vec2<i32>(1, 1)), part.x);
    return mix(above, below, part.y);
}
