#include "source_folder.h"

namespace loadshare::testing {

std::filesystem::path source_folder() { return LOADSHARE_SOURCE_DIR; }

}  // namespace loadshare::testing
