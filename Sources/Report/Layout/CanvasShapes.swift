import CHaru

extension Canvas {
    /// Sets the colour of text and filled shapes.
    func fill(_ ink: Ink) {
        guard let page = unsafe current else { return }
        unsafe HPDF_Page_SetRGBFill(page, ink.red, ink.green, ink.blue)
    }

    /// Draws a straight line.
    func line(
        from start: (x: Double, y: Double),
        to end: (x: Double, y: Double),
        ink: Ink,
        thickness: Double = 0.5,
        dash: [UInt16] = []
    ) {
        path([start, end], ink: ink, thickness: thickness, dash: dash)
    }

    /// Draws a line through points.
    func path(_ points: [(x: Double, y: Double)], ink: Ink, thickness: Double, dash: [UInt16] = []) {
        guard let page = unsafe current, let first = points.first, points.count > 1 else { return }
        unsafe HPDF_Page_SetRGBStroke(page, ink.red, ink.green, ink.blue)
        unsafe HPDF_Page_SetLineWidth(page, Float(thickness))
        if !dash.isEmpty { unsafe HPDF_Page_SetDash(page, dash, HPDF_UINT(dash.count), 0) }
        unsafe HPDF_Page_MoveTo(page, Canvas.rounded(first.x), up(first.y))
        for point in points.dropFirst() { unsafe HPDF_Page_LineTo(page, Canvas.rounded(point.x), up(point.y)) }
        unsafe HPDF_Page_Stroke(page)
        if !dash.isEmpty { unsafe HPDF_Page_SetDash(page, nil, 0, 0) }
    }

    /// Draws a rectangle, filled, outlined or both.
    func box(x: Double, y: Double, width: Double, height: Double, fill ground: Ink? = nil, stroke: Ink? = nil) {
        boxes([(x, y, width, height)], fill: ground, stroke: stroke)
    }

    /// Draws many rectangles of one look.
    func boxes(
        _ all: [(x: Double, y: Double, width: Double, height: Double)],
        fill ground: Ink? = nil,
        stroke: Ink? = nil
    ) {
        guard let page = unsafe current, !all.isEmpty else { return }
        if let ground { fill(ground) }
        if let stroke {
            unsafe HPDF_Page_SetRGBStroke(page, stroke.red, stroke.green, stroke.blue)
            unsafe HPDF_Page_SetLineWidth(page, 0.5)
        }
        for box in all {
            unsafe HPDF_Page_Rectangle(
                page,
                Canvas.rounded(box.x),
                up(box.y + box.height),
                Canvas.rounded(box.width),
                Canvas.rounded(box.height)
            )
        }
        switch (ground, stroke) {
        case (.some, .some): unsafe HPDF_Page_FillStroke(page)
        case (.some, nil): unsafe HPDF_Page_Fill(page)
        case (nil, .some): unsafe HPDF_Page_Stroke(page)
        case (nil, nil): unsafe HPDF_Page_EndPath(page)
        }
    }

    /// Fills polygons of one colour.
    func polygons(_ all: [[(x: Double, y: Double)]], ink: Ink) {
        guard let page = unsafe current, !all.isEmpty else { return }
        fill(ink)
        for points in all {
            guard let first = points.first else { continue }
            unsafe HPDF_Page_MoveTo(page, Canvas.rounded(first.x), up(first.y))
            for point in points.dropFirst() { unsafe HPDF_Page_LineTo(page, Canvas.rounded(point.x), up(point.y)) }
            unsafe HPDF_Page_ClosePath(page)
        }
        unsafe HPDF_Page_Fill(page)
    }

    /// Draws a disc, filled, outlined or both.
    func disc(x: Double, y: Double, radius: Double, fill ground: Ink? = nil, stroke: Ink? = nil) {
        guard let page = unsafe current else { return }
        if let ground {
            fill(ground)
            unsafe HPDF_Page_Circle(page, Canvas.rounded(x), up(y), Float(radius))
            unsafe HPDF_Page_Fill(page)
        }
        if let stroke {
            unsafe HPDF_Page_SetRGBStroke(page, stroke.red, stroke.green, stroke.blue)
            unsafe HPDF_Page_SetLineWidth(page, 0.9)
            unsafe HPDF_Page_Circle(page, Canvas.rounded(x), up(y), Float(radius))
            unsafe HPDF_Page_Stroke(page)
        }
    }

    /// Makes a rectangle lead to an address.
    func link(_ link: Link, x: Double, y: Double, width: Double, height: Double) {
        guard let page = unsafe current else { return }
        let place = HPDF_Rect(
            left: Canvas.rounded(x),
            bottom: up(y + height),
            right: Canvas.rounded(x + width),
            top: up(y)
        )
        guard let annotation = unsafe HPDF_Page_CreateURILinkAnnot(page, place, link.address) else { return }
        unsafe HPDF_LinkAnnot_SetBorderStyle(annotation, 0, 0, 0)
    }

    private func up(_ y: Double) -> Float { Canvas.rounded(Canvas.height - y) }
}
