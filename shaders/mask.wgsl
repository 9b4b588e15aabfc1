// The mask: a tint by coverage, and an outline one pixel wide in black and white dashes, visible on any picture.

fn covers(at: vec2<f32>, crisp: f32) -> bool {
    return tile_at(at, crisp).r > 0.002;
}

@fragment
fn mask(in: Corner) -> @location(0) vec4<f32> {
    let crisp = in.look.x;
    let coverage = tile_at(in.tile, crisp).r;
    let step = in.look.z;
    let inside = covers(in.tile, crisp);
    let surrounded = covers(in.tile + vec2<f32>(step, 0.0), crisp) && covers(in.tile - vec2<f32>(step, 0.0), crisp)
        && covers(in.tile + vec2<f32>(0.0, step), crisp) && covers(in.tile - vec2<f32>(0.0, step), crisp);
    if inside && !surrounded {
        let dash = i32(floor((in.screen.x + in.screen.y) / 4.0)) & 1;
        return leave(vec4<f32>(vec3<f32>(f32(dash)), 1.0));
    }
    let share = coverage * frame.tint.a;
    return leave(vec4<f32>(frame.tint.rgb * share, share));
}
