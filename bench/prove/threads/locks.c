/* Tells the thread sanitizer about waiting for a Mutex.
 *
 * A Mutex that nobody waits for is taken by atomics in our own code, which the sanitizer sees. One that somebody waits
 * for is handed over by the kernel, from functions of Swift's library that are built without the sanitizer: without
 * this it would take every Mutex that two threads want at once for a race. Loaded before that library; in programs
 * without the sanitizer it does nothing. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

__attribute__((weak)) void __tsan_acquire(void *);
__attribute__((weak)) void __tsan_release(void *);

#define SELF __attribute__((swift_context)) void *self
#define SWIFT __attribute__((swiftcall))
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void lock_slow(uint32_t seen, SELF) __asm__(LOCK);
SWIFT bool try_lock_slow(SELF) __asm__(TRY);
SWIFT void unlock_slow(SELF) __asm__(UNLOCK);

SWIFT void lock_slow(uint32_t seen, SELF) {
    static SWIFT void (*real)(uint32_t, SELF);
    if (!real) real = (SWIFT void (*)(uint32_t, SELF))dlsym(RTLD_NEXT, LOCK);
    real(seen, self);
    if (__tsan_acquire) __tsan_acquire(self);
}

SWIFT bool try_lock_slow(SELF) {
    static SWIFT bool (*real)(SELF);
    if (!real) real = (SWIFT bool (*)(SELF))dlsym(RTLD_NEXT, TRY);
    bool got = real(self);
    if (got && __tsan_acquire) __tsan_acquire(self);
    return got;
}

SWIFT void unlock_slow(SELF) {
    static SWIFT void (*real)(SELF);
    if (!real) real = (SWIFT void (*)(SELF))dlsym(RTLD_NEXT, UNLOCK);
    if (__tsan_release) __tsan_release(self);
    real(self);
}
