import Foundation

/// The program: reads the command line and runs one command.
@main enum Taskledger {
  static func main() {
    let status: Int32
    do throws(UsageError) {
      let options = try Options(
        arguments: Array(CommandLine.arguments.dropFirst()),
        environment: ProcessInfo.processInfo.environment)
      status = try run(options)
    } catch {
      FileHandle.standardError.write(Data("taskledger: \(error.message)\n".utf8))
      status = 2
    }
    exit(status)
  }

  private static func run(_ options: Options) throws(UsageError) -> Int32 {
    switch options.command {
    case .help:
      print(Help.text, terminator: "")
      return 0
    case .version:
      print("taskledger \(Help.version)")
      return 0
    default:
      throw UsageError("not wired yet")
    }
  }
}
