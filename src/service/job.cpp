#include "service/job.h"

#include <array>
#include <exception>
#include <new>

namespace loadshare::service {
namespace {

Failure bug(const std::string& what) {
  return {Ending::our_bug,
          {"loadshare", "a fault of this program: " + what,
           "Please report it, with the command, the version (loadshare --version) and, if you can share it, "
           "the input."}};
}

}  // namespace

Ending worse_of(Ending a, Ending b) {
  constexpr std::array worst_first{Ending::our_bug, Ending::wrong_usage,  Ending::try_again,
                                   Ending::refused, Ending::needs_a_look, Ending::done};
  for (const auto ending : worst_first)
    if (a == ending || b == ending) return ending;
  return a;
}

Failure failure_of(const Refusal& refusal) {
  return {refusal.is_temporary ? Ending::try_again : Ending::refused, refusal};
}

std::optional<Failure> catch_bugs(const std::function<void()>& work) {
  try {
    work();
    return std::nullopt;
  } catch (const std::bad_alloc&) {
    return bug("it ran out of memory");
  } catch (const std::exception& fault) {  // Bug, or what a library threw
    return bug(fault.what());
  } catch (...) {
    return bug("something was thrown that says nothing of itself");
  }
}

}  // namespace loadshare::service
