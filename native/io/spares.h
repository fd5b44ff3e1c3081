// Things that threads use one at a time, made as needed and kept for the next block of work.
#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace nds {

template <class T>
class Spares {
 public:
  explicit Spares(std::function<std::unique_ptr<T>()> make) : make_(std::move(make)) {}
  std::unique_ptr<T> take() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (!spares_.empty()) {
        std::unique_ptr<T> spare = std::move(spares_.back());
        spares_.pop_back();
        return spare;
      }
    }
    return make_();
  }
  void give(std::unique_ptr<T> spare) {
    const std::lock_guard<std::mutex> lock(mutex_);
    spares_.push_back(std::move(spare));
  }

 private:
  std::function<std::unique_ptr<T>()> make_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<T>> spares_;
};

}  // namespace nds
