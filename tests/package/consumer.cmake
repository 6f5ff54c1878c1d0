# Installs the build to a folder of its own, and builds and runs a project that finds it there. Run as
#   cmake -DSOURCE=<repo> -DBUILD=<build folder> -DWORK=<folder to use> -DCOMPILER=<c++> -P consumer.cmake
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT code EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\nended with ${code}\n${output}")
  endif()
endfunction()

file(REMOVE_RECURSE "${WORK}")
run(${CMAKE_COMMAND} --install "${BUILD}" --prefix "${WORK}/prefix")
run("${WORK}/prefix/bin/loadshare" --version)
run(${CMAKE_COMMAND} -S "${SOURCE}/tests/package" -B "${WORK}/build" -G Ninja "-DCMAKE_CXX_COMPILER=${COMPILER}"
    "-DCMAKE_PREFIX_PATH=${WORK}/prefix")
run(${CMAKE_COMMAND} --build "${WORK}/build")
run("${WORK}/build/consumer")

# Nothing that is installed may look back at where it was built.
file(GLOB package "${WORK}/prefix/lib*/cmake/loadshare/*.cmake" "${WORK}/prefix/lib/*/cmake/loadshare/*.cmake")
if(NOT package)
  message(FATAL_ERROR "no package files were installed")
endif()
foreach(file IN LISTS package)
  file(READ "${file}" text)
  string(FIND "${text}" "${SOURCE}" found)
  if(NOT found EQUAL -1)
    message(FATAL_ERROR "${file} names ${SOURCE}")
  endif()
endforeach()
file(REMOVE_RECURSE "${WORK}")
