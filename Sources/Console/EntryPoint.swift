// From the arguments of a process to its exit status: parse, answer help and version, run the
// command, and turn whatever it throws into the one shape of error.

import Glibc
import Shared

package enum EntryPoint {
    /// Runs one command line and answers with the status to exit with.
    ///
    /// `body` runs the command and returns 0 or 1; what it throws is printed by `Output.fail`, and
    /// an error that is no `RelaisError` becomes `internal`. From this call on, SIGPIPE is ignored
    /// in the process: a reader that left is an error of write(2), not a death.
    package static func run(
        _ program: ProgramSpecification, environment: Environment = .current(),
        standardOutput: Int32 = 1, standardError: Int32 = 2,
        body: (Invocation, Output) async throws -> Int32
    ) async -> Int32 {
        signal(SIGPIPE, SIG_IGN)
        let output = Output(
            environment: environment,
            isJSON: ArgumentParser.wantsJSON(environment.arguments),
            language: .detect(environment: environment.variables),
            standardOutput: standardOutput, standardError: standardError)
        do {
            switch try ArgumentParser(program).parse(environment.arguments) {
            case .invocation(let invocation):
                return output.finish(try await body(invocation, output))
            case .help(let topic):
                let help = HelpText(program: program, language: output.language)
                answer(help.text(for: topic), key: "help", to: output)
            case .version:
                answer("\(program.name) \(program.version)", key: "version", to: output)
            }
            return output.finish(0)
        } catch let error as RelaisError {
            return output.finish(output.fail(error))
        } catch {
            return output.finish(output.fail(unexpected(error, program: program)))
        }
    }

    private static func answer(_ text: String, key: String, to output: Output) {
        output.line(text)
        output.document(.object(JSONObject(members: [.init(key: key, value: .string(text))])))
    }

    /// An error that nobody foresaw is a defect of the program, and is told as one.
    private static func unexpected(
        _ error: any Error, program: ProgramSpecification
    ) -> RelaisError {
        RelaisError(
            code: "internal",
            message: Phrase(
                fr: "\(program.name) a rencontré une erreur imprévue.",
                en: "\(program.name) met an error that nobody foresaw."),
            remedy: Phrase(
                fr: "Signalez-la avec la commande lancée, la version (`\(program.name) --version`)"
                    + " et le détail ; ce qui est déjà enregistré n'est pas perdu.",
                en: "Report it with the command, the version (`\(program.name) --version`) and the"
                    + " detail; what is already stored is not lost."),
            detail: "\(type(of: error)): \(error)")
    }
}
