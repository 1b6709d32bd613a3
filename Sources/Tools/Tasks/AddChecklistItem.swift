/// `add_checklist_item`: one more line in a checklist.
enum AddChecklistItem: MakingTool {
  typealias Site = OnChecklist
  typealias Form = ChecklistItemForm
}
