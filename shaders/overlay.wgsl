// A preview, laid over the picture through the mask.

@fragment
fn overlay(in: Corner) -> @location(0) vec4<f32> {
    return leave(tile_at(in.tile, in.look.x) * veil_at(in.veil, in.look.y));
}
