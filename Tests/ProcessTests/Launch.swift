import Foundation

/// How these tests start the binary, and what stands around it: with an environment of their own.
///
/// Nothing is inherited. Where there is no `HOME` the program asks the user database, and so the
/// workspace, the second memory and the hosts' files would be those of whoever runs the tests.
enum Launch {
  /// The home of all that one run of the tests starts: processes of one test share what they keep
  /// there. Removed when the run ends.
  static let home: String = {
    var template = Array((NSTemporaryDirectory() + "taskledger-home-XXXXXX").utf8CString)
    // Without a folder of its own nothing is started.
    guard mkdtemp(&template) != nil else { fatalError("no temporary folder: errno \(errno)") }
    atexit {
      do { try FileManager.default.removeItem(atPath: Launch.home) } catch {}
    }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }()

  static func environment(_ given: [String: String] = [:]) -> [String: String] {
    ["PATH": "/usr/bin:/bin", "TZ": "UTC", "HOME": home].merging(given) { $1 }
  }

  /// One that is about to run; the binary where no other program is named.
  static func process(
    _ arguments: [String], environment given: [String: String] = [:], program: URL? = nil
  ) throws -> Process {
    let process = Process()
    process.executableURL = try program ?? ServerProcess.binary
    process.arguments = arguments
    process.environment = environment(given)
    return process
  }
}
