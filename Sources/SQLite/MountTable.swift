import CSQLite

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What Linux says about the file systems that are mounted, as in `/proc/self/mountinfo`.
///
/// FUSE has one `f_type` for all; the table also names the program behind it.
/// https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
struct MountTable: Sendable {
  let text: String

  /// Whether one of the file systems on this device is not one machine's alone.
  ///
  /// - Parameter device: "98:0", major and minor.
  func isShared(device: String) -> Bool {
    text.split(whereSeparator: \.isNewline).contains { line in
      let fields = line.split(separator: " ")
      guard fields.count > 2, fields[2] == device,
        let dash = fields.dropFirst(6).firstIndex(of: "-"), dash + 2 < fields.endIndex
      else { return false }
      return Self.shared.contains(fields[dash + 1]) || fields[dash + 2].contains("://")
    }
  }

  /// By the names that their programs give themselves; `davfs2` and others are known by the address
  /// that they stand for.
  private static let shared: Set<Substring> = [
    "virtiofs", "fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.gcsfuse", "fuse.goofys",
    "fuse.mount-s3", "fuse.mountpoint-s3", "fuse.blobfuse", "fuse.blobfuse2", "fuse.glusterfs",
    "fuse.ceph", "fuse.ceph-fuse", "fuse.juicefs", "fuse.curlftpfs", "fuse.davfs",
    "fuse.smbnetfs", "fuse.hdfs", "fuse.fuse_dfs", "fuse.lizardfs", "fuse.mfs",
    "fuse.moosefs", "fuse.seaweedfs", "fuse.afuse-sshfs", "fuse.google-drive-ocamlfuse",
    "fuse.gvfsd-fuse", "fuse.kio-fuse", "fuse.vmhgfs-fuse", "fuse.grpcfuse", "fuse.osxfs",
    "fuse.prl_fsd",
  ]

  #if os(Linux)
    /// "98:0"; empty where that cannot be found out.
    static func device(of folder: String) -> String {
      // Two numbers of 32 bits in decimal fit.
      var device = [CChar](repeating: 0, count: 32)
      taskledger_device(folder, &device, Int32(device.count))
      let name = device.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      return String(decoding: name, as: UTF8.self)
    }

    /// The table of this process; empty where it cannot be read.
    static func system() -> MountTable {
      let descriptor = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return MountTable(text: "") }
      defer { close(descriptor) }
      var bytes: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: 65_536)
      while bytes.count < largestTable {
        let count = read(descriptor, &piece, piece.count)
        guard count > 0 else { break }
        bytes += piece[..<count]
      }
      return MountTable(text: String(decoding: bytes, as: UTF8.self))
    }

    /// Ten thousand mounts, more than a machine full of containers has.
    private static let largestTable = 2 << 20
  #endif
}
