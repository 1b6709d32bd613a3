import APICore
import JSON
import TestSupport
import Testing

extension WriteCase {
  static let attachments: [WriteCase] = [
    WriteCase("a file", .createTaskAttachment, .creation) { workspace in
      .attaching("What is in it", called: "notes.txt", to: try workspace.task())
    },
    WriteCase("a file with another alphabet", .createTaskAttachment, .creation) { workspace in
      .attaching("What is in it", called: "Größe.txt", to: try workspace.task())
    },
  ]
}
