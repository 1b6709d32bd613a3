import Testing

@testable import SQLite

@Suite("What is mounted")
struct MountTableTests {
  private static let table = MountTable(
    text: """
      27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
      40 27 0:45 / /mnt/host rw,nosuid shared:3 master:1 - fuse.sshfs me@example.org:/srv rw
      41 27 0:46 / /mnt/a rw - fuseblk /dev/sda1 rw
      42 27 0:47 / /mnt/pool rw - fuse.mergerfs /disk1:/disk2 rw
      43 27 0:48 / /mnt/dav rw - fuse https://example.org/dav rw
      44 27 0:49 / /mnt/vm rw - virtiofs share rw
      45 27 0:50 / /mnt/crypt rw - fuse.gocryptfs /srv/cipher rw
      46 27 0:51 /a - /mnt/odd rw - fuse.sshfs
      47
      """)

  @Test(
    "FUSE is refused where another machine is behind it",
    arguments: [
      ("254:0", false), ("0:45", true), ("0:46", false), ("0:47", false), ("0:48", true),
      ("0:49", true), ("0:50", false), ("0:51", false), ("0:4", false), ("", false),
    ])
  func shared(device: String, isShared: Bool) {
    #expect(Self.table.isShared(device: device) == isShared)
  }

  #if os(Linux)
    @Test("The table of this process names the device of a folder")
    func system() {
      let device = MountTable.device(of: "/proc")
      #expect(!device.isEmpty)
      #expect(MountTable.system().text.contains(" \(device) "))
      #expect(MountTable.device(of: "/absent") == "")
    }
  #endif
}
