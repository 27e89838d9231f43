// Fuzzing: runs libFuzzer on one decoder. `Scripts/fuzz` builds it with its trait and starts it;
// without the trait it only says so, so that nobody else needs what it needs.

#if Fuzzing
    import CFuzzer

    #if canImport(Darwin)
        import Darwin
    #else
        import Glibc
    #endif

    @main
    enum FuzzingProgram {
        static func main() {
            guard let name = CommandLine.arguments.dropFirst().first,
                let decoder = Decoder(rawValue: name)
            else {
                for decoder in Decoder.allCases { print(decoder.rawValue) }
                exit(2)
            }
            // libFuzzer reads the rest; what stands first is only a name to it.
            var count = CommandLine.argc - 1
            var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? =
                CommandLine.unsafeArgv + 1
            exit(LLVMFuzzerRunDriver(&count, &arguments, decoder.callback))
        }
    }
#else
    @main
    enum FuzzingProgram {
        static func main() {
            print("Run Scripts/fuzz.")
        }
    }
#endif
