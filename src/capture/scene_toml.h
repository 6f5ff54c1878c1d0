// The scene within a TOML document: for scenes alone, and for documents that say more.
#pragma once

#include <array>
#include <string_view>

#include "base/toml_reader.h"
#include "capture/scene.h"

namespace loadshare::capture {

// What a scene may hold at a document's top, beside `format`.
inline constexpr std::array<std::string_view, 4> scene_keys{"supports", "loads", "brace", "stability"};

// Faults go to the reader; `where` of the scene stays empty. Keys that are no scene's are left alone.
[[nodiscard]] Scene read_scene_keys(TomlReader& reader, const toml::table& document);

}  // namespace loadshare::capture
