import Foundation

/// The environment that the process was started with. Foundation puts a dictionary together each
/// time it is asked; nothing here changes a variable.
enum ProcessEnvironment {
  static let variables = ProcessInfo.processInfo.environment
}
