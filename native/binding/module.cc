// The addon's entry: one Env per facade (attach makes it), registered functions, cleanup.
#include "binding/env.h"
#include "generated/tables_version.h"

namespace nds::binding {

namespace {

void cleanup(void* data) { delete static_cast<Env*>(data); }

// open(frame): a fresh set of functions over this frame, for one facade. The frame is kept alive as long as they are.
napi_value open(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value buffer = nullptr;
  napi_get_cb_info(env, info, &argc, &buffer, nullptr, nullptr);
  void* data = nullptr;
  size_t length = 0;
  if (napi_get_arraybuffer_info(env, buffer, &data, &length) != napi_ok || length != static_cast<size_t>(kFrameBytes)) {
    napi_throw_type_error(env, "ERR_INTERNAL", "ndstride: the frame does not fit this addon");
    return nullptr;
  }
  auto* state = new Env(env);
  state->frame = Frame(static_cast<double*>(data));
  napi_ref keep = nullptr;
  napi_create_reference(env, buffer, 1, &keep);
  napi_add_env_cleanup_hook(env, cleanup, state);
  napi_value functions = nullptr;
  napi_create_object(env, &functions);
  register_memory(env, functions, state);
  register_compute(env, functions, state);
  register_findings(env, functions, state);
  register_select(env, functions, state);
  register_rearrange(env, functions, state);
  register_bits(env, functions, state);
  register_order(env, functions, state);
  register_sets(env, functions, state);
  register_products(env, functions, state);
  register_fold(env, functions, state);
  register_multi_index(env, functions, state);
  register_random(env, functions, state);
  register_statistics(env, functions, state);
  register_files(env, functions, state);
  register_archives(env, functions, state);
  register_async(env, functions, state);
  napi_value address = nullptr;
  napi_create_double(env, static_cast<double>(reinterpret_cast<uintptr_t>(data)), &address);
  napi_set_named_property(env, functions, "frameAddress", address);
  return functions;
}

}  // namespace

}  // namespace nds::binding

NAPI_MODULE_INIT() {
  napi_value function = nullptr;
  napi_create_function(env, "open", NAPI_AUTO_LENGTH, nds::binding::open, nullptr, &function);
  napi_set_named_property(env, exports, "open", function);
  napi_value version = nullptr;
  napi_create_string_utf8(env, nds::kTablesVersion, NAPI_AUTO_LENGTH, &version);
  napi_set_named_property(env, exports, "tablesVersion", version);
  return exports;
}
