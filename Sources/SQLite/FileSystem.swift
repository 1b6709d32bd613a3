import CSQLite

#if canImport(Darwin)
  import Darwin
#endif

/// Tells whether a folder is on a disk of this machine.
struct FileSystem: Sendable {
  /// Whether other machines may write to what is in this folder, or another system below this one.
  let isShared: @Sendable (_ folder: String) -> Bool

  /// As the system says; a folder that it cannot say anything of passes for local, and opening the
  /// file then tells what is wrong.
  static let system = FileSystem { folder in
    #if canImport(Darwin)
      var status = statfs()
      guard statfs(folder, &status) == 0 else { return false }
      return status.f_flags & UInt32(MNT_LOCAL) == 0
    #else
      let type = taskledger_file_system_type(folder)
      guard type == fuse else { return isShared(type: type) }
      return MountTable.system().isShared(device: MountTable.device(of: folder))
    #endif
  }

  /// What the table of mounts has to be asked about.
  static let fuse: UInt32 = 0x6573_5546

  /// Whether Linux's `f_type` names a file system that is not one machine's alone: locks there fail
  /// silently, and the memory that processes on one log share is not shared between machines.
  ///
  /// FUSE has one number for all, local or not: the table of mounts tells them apart.
  /// https://man7.org/linux/man-pages/man2/statfs.2.html and, for those outside of the kernel,
  /// https://github.com/coreutils/coreutils/blob/master/src/stat.c
  static func isShared(type: UInt32) -> Bool {
    switch type {
    case 0x6969,  // NFS
      0x517B, 0xFF53_4D42, 0xFE53_4D42,  // SMB, CIFS, SMB 2
      0x0102_1997,  // 9p
      0x5346_414F, 0x6B41_4653,  // AFS
      0x00C3_6400,  // Ceph
      0x7375_7245, 0x564C,  // Coda, NetWare
      0x0BD0_0BD0, 0x1983_0326, 0x4750_4653, 0xAAD7_AAEA,  // Lustre, BeeGFS, GPFS, PanFS
      0x0116_1970, 0x7461_636F, 0x6163_6673, 0xBEEF_DEAD,  // GFS2, OCFS2, ACFS, StorNext
      0xBACB_ACBC, 0x786F_4256, 0x7C7C_6673:  // folders of a host: VMware, VirtualBox, Parallels
      true
    default: false
    }
  }
}
