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

# loadshare_embed_folder(<module> <folder> <extension> <function>)
#
# Puts every file of that extension below a folder of the project into the module's library, as
# `std::vector<TableText> loadshare::<module>::<function>()`, declared in src/<module>/<function>.h.
function(loadshare_embed_folder module folder extension function)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${folder}/*.${extension}")
  list(SORT files)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files})
  set(LOADSHARE_EMBEDDED_TABLES "")
  foreach(file IN LISTS files)
    file(READ "${file}" text)
    file(RELATIVE_PATH where "${CMAKE_SOURCE_DIR}" "${file}")
    get_filename_component(table "${file}" NAME_WE)
    string(APPEND LOADSHARE_EMBEDDED_TABLES "      {\"${table}\", \"${where}\", R\"embedded(${text})embedded\"},\n")
  endforeach()
  set(LOADSHARE_EMBED_MODULE "${module}")
  set(LOADSHARE_EMBED_VARIABLE "${function}")
  set(source "${CMAKE_CURRENT_BINARY_DIR}/${module}_${function}.cpp")
  configure_file("${CMAKE_SOURCE_DIR}/cmake/tables.cpp.in" "${source}" @ONLY)
  target_sources(loadshare_${module} PRIVATE "${source}")
endfunction()
