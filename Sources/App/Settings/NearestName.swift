/// The known name with the fewest typing mistakes between, at most a third of its letters.
func nearestName(to name: String, among known: [String]) -> String? {
    known
        .map { (name: $0, distance: mistakes(between: name, and: $0)) }
        .filter { $0.distance * 3 <= name.count }
        .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
}

/// Levenshtein's distance: letters added, left out or changed.
private func mistakes(between left: String, and right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (index, letter) in left.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in right.indices {
            let above = row[column + 1]
            row[column + 1] = min(above + 1, row[column] + 1, diagonal + (right[column] == letter ? 0 : 1))
            diagonal = above
        }
    }
    return row[right.count]
}
