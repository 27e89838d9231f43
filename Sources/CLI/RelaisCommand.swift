// The program `relais`: its commands, and its way from arguments to an exit status.

import Console
import Glibc
import Shared

@main
enum RelaisCommand {
    private static let commands = CommandGroup.all.flatMap(\.commands)

    static let specification = ProgramSpecification(
        name: "relais", version: "0.1.0",
        summary: Phrase(
            fr: "Note, retrouve et transmet sans réseau ce qui aide les personnes vers l'emploi ; "
                + "`relais sync` réunit le tout dès qu'il y en a un. Pour commencer : "
                + "`relais enrol`, puis `relais permanence open`.",
            en: "Records, finds and hands over, without a network, what helps people into work; "
                + "`relais sync` brings it all together as soon as there is one. To begin: "
                + "`relais enrol`, then `relais permanence open`."),
        commonOptions: [
            .value(
                "store", "DIR",
                help: Phrase(
                    fr: "Le dossier de l'appareil ; sinon la variable RELAIS_STORE.",
                    en: "The device's folder; otherwise the variable RELAIS_STORE.")),
            Passphrases.option,
        ],
        sections: CommandGroup.all.map { group in
            CommandSection(title: group.title, commands: group.commands.map { $0.specification })
        })

    static func main() async {
        let environment = Environment.current()
        let status = await EntryPoint.run(specification, environment: environment) {
            invocation, output in
            let command = commands.first { $0.specification.path == invocation.path }
            guard let command else { return 2 }
            return try await command.run(
                Context(invocation: invocation, output: output, environment: environment))
        }
        exit(status)
    }
}
