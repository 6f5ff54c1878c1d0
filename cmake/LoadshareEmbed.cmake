# loadshare_embed(<module> <file> <variable>)
#
# Puts a text file of the project into the module's library as `const std::string_view
# loadshare::<module>::<variable>`, declared in src/<module>/<variable>.h.
function(loadshare_embed module file variable)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${file}")
  file(READ "${CMAKE_SOURCE_DIR}/${file}" LOADSHARE_EMBEDDED_TEXT)
  set(LOADSHARE_EMBED_MODULE "${module}")
  set(LOADSHARE_EMBED_VARIABLE "${variable}")
  set(source "${CMAKE_CURRENT_BINARY_DIR}/${module}_${variable}.cpp")
  configure_file("${CMAKE_SOURCE_DIR}/cmake/embed.cpp.in" "${source}" @ONLY)
  target_sources(loadshare_${module} PRIVATE "${source}")
endfunction()
