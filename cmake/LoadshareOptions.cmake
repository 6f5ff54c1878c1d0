# Compiler settings that every target of the project shares.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(CCACHE ccache)
if(CCACHE)
  # Paths below the checkout count relative to the build: another checkout finds what this one compiled.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" CCACHE_NOHASHDIR=1
      "${CCACHE}")
endif()

# What holds for this project's own sources alone stays out of the exported package: BUILD_INTERFACE.
add_library(loadshare_options INTERFACE)
add_library(loadshare::options ALIAS loadshare_options)
set_target_properties(loadshare_options PROPERTIES EXPORT_NAME options)
target_compile_features(loadshare_options INTERFACE cxx_std_20)
set(own_options -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 sees overlaps in std::string that are not there (gcc.gnu.org bug 105651).
  list(APPEND own_options -Wno-restrict)
endif()
# Results must be the same bytes on every run: no reassociation, no contraction that depends on the
# optimiser's mood.
list(APPEND own_options -ffp-contract=off)
if(LOADSHARE_SANITIZE)
  list(APPEND own_options -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(loadshare_options INTERFACE $<BUILD_INTERFACE:-fsanitize=address,undefined>)
endif()
if(LOADSHARE_FUZZ)
  list(APPEND own_options -fsanitize=fuzzer-no-link)
endif()
target_compile_options(loadshare_options INTERFACE "$<BUILD_INTERFACE:${own_options}>")
target_compile_definitions(loadshare_options INTERFACE LOADSHARE_VERSION="${PROJECT_VERSION}")
target_include_directories(loadshare_options INTERFACE
                           $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/src>
                           $<INSTALL_INTERFACE:include/loadshare>)
