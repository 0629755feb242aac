import Foundation

/// Which parser this process tries: TAKT_FUZZ_TARGET.
private let target: @Sendable ([UInt8]) -> Void = {
    let name = ProcessInfo.processInfo.environment["TAKT_FUZZ_TARGET"] ?? ""
    guard let target = fuzzTargets[name] else {
        print("TAKT_FUZZ_TARGET is one of \(fuzzTargets.keys.sorted().joined(separator: " "))")
        exit(2)
    }
    return target
}()

/// libFuzzer's own loop over inputs.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ tryOne: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// Where the program begins: the package manager gives `main` this name.
@_cdecl("Fuzz_main")
func runFuzzer(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
    _ = target
    var (count, arguments) = (count, arguments)
    return runDriver(&count, &arguments) { bytes, count in
        target(Array(UnsafeBufferPointer(start: bytes, count: count)))
        return 0
    }
}
