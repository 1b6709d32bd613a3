import Foundation

/// The limit on how large a file the process may write (RLIMIT_FSIZE), set from outside.
enum FileSizeLimit {
  private static let tool = "/usr/bin/prlimit"

  static var isPossible: Bool { FileManager.default.isExecutableFile(atPath: tool) }

  /// - Parameter bytes: nil for no limit.
  static func set(_ bytes: Int?, of server: ServerProcess) throws {
    let soft = bytes.map(String.init) ?? "unlimited"
    let ended = try run(
      tool, "--pid", "\(server.process.processIdentifier)", "--fsize=\(soft):unlimited")
    guard ended.status == 0 else { throw ServerProcess.Failure(description: ended.output) }
  }
}

/// A file system of its own, in memory, that is soon full; unmounted with the value.
final class SmallDisk {
  let folder: URL

  /// Why there can be none here; nil where there can.
  static let obstacle: String? = {
    do {
      _ = try SmallDisk(megabytes: 1)
      return nil
    } catch {
      return "a file system of one's own cannot be mounted here (it needs Linux and root): \(error)"
    }
  }()

  init(megabytes: Int) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "taskledger-disk-\(ProcessInfo.processInfo.globallyUniqueString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let ended = try run(
      "/usr/bin/env", "mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", folder.path)
    guard ended.status == 0 else {
      try FileManager.default.removeItem(at: folder)
      throw ServerProcess.Failure(description: ended.output)
    }
  }

  deinit {
    do {
      _ = try run("/usr/bin/env", "umount", "--lazy", folder.path)
      try FileManager.default.removeItem(at: folder)
    } catch { print("cannot unmount \(folder.path): \(error)") }
  }

  func forbidWriting() throws {
    let ended = try run("/usr/bin/env", "mount", "-o", "remount,ro", folder.path)
    guard ended.status == 0 else { throw ServerProcess.Failure(description: ended.output) }
  }

  /// Takes all space but so much.
  ///
  /// - Returns: the file that takes it.
  func fill(leaving kilobytes: Int) throws -> URL {
    let ballast = folder.appendingPathComponent("ballast")
    let descriptor = open(ballast.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
    defer { close(descriptor) }
    let page = [UInt8](repeating: 0, count: 4_096)
    var size = 0
    while write(descriptor, page, page.count) == page.count { size += page.count }
    guard ftruncate(descriptor, off_t(size - kilobytes * 1_024)) == 0 else {
      throw CocoaError(.fileWriteUnknown)
    }
    return ballast
  }
}

/// Runs a program of the system to its end; what it wrote to either stream.
private func run(_ program: String, _ arguments: String...) throws -> (
  status: Int32, output: String
) {
  let process = try Launch.process(arguments, program: URL(filePath: program))
  let output = Pipe()
  process.standardOutput = output
  process.standardError = output
  try process.run()
  let written = try output.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: written, as: UTF8.self))
}
