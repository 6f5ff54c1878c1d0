# Compiler settings that every target of the project shares.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
endif()

add_library(loadshare_options INTERFACE)
target_compile_options(loadshare_options INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor
                       -Woverloaded-virtual -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 sees overlaps in std::string that are not there (gcc.gnu.org bug 105651).
  target_compile_options(loadshare_options INTERFACE -Wno-restrict)
endif()
# Results must be the same bytes on every run: no reassociation, no contraction that depends on the
# optimiser's mood.
target_compile_options(loadshare_options INTERFACE -ffp-contract=off)
target_compile_definitions(loadshare_options INTERFACE LOADSHARE_VERSION="${PROJECT_VERSION}")
target_include_directories(loadshare_options INTERFACE
                           $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/src>
                           $<INSTALL_INTERFACE:include/loadshare>)
if(LOADSHARE_SANITIZE)
  target_compile_options(loadshare_options INTERFACE -fsanitize=address,undefined
                         -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(loadshare_options INTERFACE -fsanitize=address,undefined)
endif()
if(LOADSHARE_FUZZ)
  target_compile_options(loadshare_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
