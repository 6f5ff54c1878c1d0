# What `cmake --install` puts where: the program, the libraries with their headers, and the CMake package
# (find_package(loadshare), targets loadshare::base ... loadshare::service).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

get_property(modules GLOBAL PROPERTY LOADSHARE_MODULES)
list(REMOVE_ITEM modules cli)  # a shell, not a library for others
set(targets loadshare_options)
foreach(module IN LISTS modules)
  list(APPEND targets loadshare_${module})
  install(DIRECTORY "${CMAKE_SOURCE_DIR}/src/${module}" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/loadshare"
          FILES_MATCHING PATTERN "*.h")
endforeach()
install(TARGETS ${targets} EXPORT loadshareTargets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
if(TARGET loadshare)
  install(TARGETS loadshare RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()

set(package "${CMAKE_INSTALL_LIBDIR}/cmake/loadshare")
install(EXPORT loadshareTargets NAMESPACE loadshare:: DESTINATION "${package}")
configure_package_config_file("${CMAKE_SOURCE_DIR}/cmake/loadshareConfig.cmake.in"
                              "${CMAKE_BINARY_DIR}/loadshareConfig.cmake" INSTALL_DESTINATION "${package}")
write_basic_package_version_file("${CMAKE_BINARY_DIR}/loadshareConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_BINARY_DIR}/loadshareConfig.cmake" "${CMAKE_BINARY_DIR}/loadshareConfigVersion.cmake"
              "${CMAKE_SOURCE_DIR}/cmake/FindGLPK.cmake"
        DESTINATION "${package}")
install(DIRECTORY "${CMAKE_SOURCE_DIR}/schema" DESTINATION "${CMAKE_INSTALL_DATADIR}/loadshare")
install(FILES "${CMAKE_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
