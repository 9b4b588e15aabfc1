// One tile of a picture or mask, read texel by texel: no sampler, no assumption about what can be filtered.

@group(1) @binding(0) var tile: texture_2d<f32>;

fn tile_texel(at: vec2<i32>) -> vec4<f32> {
    let last = vec2<i32>(textureDimensions(tile)) - 1;
    return textureLoad(tile, clamp(at, vec2<i32>(0), last), 0);
}

fn tile_at(at: vec2<f32>, crisp: f32) -> vec4<f32> {
    if crisp > 0.5 {
        return tile_texel(vec2<i32>(floor(at)));
    }
    let corner = floor(at - 0.5);
    let part = at - 0.5 - corner;
    let i = vec2<i32>(corner);
    let above = mix(tile_texel(i), tile_texel(i + vec2<i32>(1, 0)), part.x);
    let below = mix(tile_texel(i + vec2<i32>(0, 1)), tile_texel(i + vec2<i32>(1, 1)), part.x);
    return mix(above, below, part.y);
}
