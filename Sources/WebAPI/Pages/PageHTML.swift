/// The recorder page at `/`: a question, a record button, the progress and the debrief. Its script and style are files of
/// their own because the content security policy allows nothing inline.
package enum PageHTML {
    /// The document.
    package static let text = #"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Debrief – practise an interview answer</title>
        <link rel="stylesheet" href="/page.css">
        <link rel="icon" href="data:,">
        </head>
        <body>
        <header>
          <h1>Debrief</h1>
          <p>Answer a question out loud. Get told what to keep and the one thing to practise next.</p>
        </header>
        <main>
          <section id="ask" aria-labelledby="ask-title">
            <h2 id="ask-title">1. The question</h2>
            <label>Question <textarea id="question" rows="2" maxlength="2000">Tell me about a time you solved a difficult problem.</textarea></label>
            <div class="row">
              <label>Role <input id="role" maxlength="200" placeholder="Backend engineer" autocomplete="organization-title"></label>
              <label>Your name, for the report <input id="candidate" maxlength="200" autocomplete="name"></label>
            </div>
            <details>
              <summary>More: level, expected terms, your own transcript</summary>
              <div class="row">
                <label>Level <input id="level" maxlength="100" placeholder="senior"></label>
                <label>Terms a good answer mentions <input id="keywords" maxlength="2000" placeholder="latency, rollback, index"></label>
              </div>
              <label>Transcript, if you have one (text, VTT, SRT or JSON) <input id="transcript" type="file" accept=".txt,.vtt,.srt,.json,text/plain,text/vtt,application/json"></label>
            </details>
          </section>

          <section id="speak" aria-labelledby="speak-title">
            <h2 id="speak-title">2. Your answer</h2>
            <p id="tip">Aim for one to two minutes. Nothing leaves this page until you press “Get my debrief”.</p>
            <div class="row controls">
              <button id="record" class="primary" type="button"><span aria-hidden="true">●</span> <span id="record-label">Record</span></button>
              <output id="clock" aria-live="off">0:00</output>
              <meter id="level-meter" min="0" max="1" value="0" aria-label="Microphone level"></meter>
              <span class="or">or</span>
              <label class="file">Choose a file <input id="file" type="file" accept="audio/*,video/webm,.wav,.webm,.ogg,.oga,.opus,.flac,.mp3"></label>
            </div>
            <audio id="playback" controls hidden></audio>
            <p id="chosen" hidden></p>
            <button id="send" class="primary" type="button" disabled>Get my debrief</button>
            <p id="message" role="status" aria-live="polite"></p>
          </section>

          <section id="progress" hidden aria-labelledby="progress-title">
            <h2 id="progress-title">Working on it</h2>
            <progress id="upload-bar" max="1" value="0" aria-label="Upload"></progress>
            <ol id="stages">
              <li data-stage="upload">Upload</li><li data-stage="decode">Decode</li><li data-stage="transcribe">Transcribe</li>
              <li data-stage="analyze">Measure</li><li data-stage="evaluate">Judge</li><li data-stage="report">Report</li>
            </ol>
          </section>

          <article id="result" hidden aria-labelledby="result-title">
            <h2 id="result-title" tabindex="-1">Your debrief</h2>
            <p class="row"><a id="pdf" class="button" href="#">PDF report</a> <a id="json" href="#">JSON</a> <a id="vtt" href="#">Captions</a></p>
            <audio id="answer-audio" controls preload="none"></audio>
            <div id="verdict"></div>
            <div id="tiles" class="tiles"></div>
            <div id="findings"></div>
            <h3>What was heard</h3>
            <p id="heard-note"></p>
            <p id="heard"></p>
            <p class="legend"><mark>filler</mark> Select any timed word or time to hear it.</p>
            <div id="criteria"></div>
            <h3>What to know about these results</h3>
            <ul id="notes"></ul>
            <p class="row"><button id="again" type="button">Record another take</button> <button id="forget" type="button">Delete this recording and its results</button></p>
          </article>
        </main>
        <footer><p><a href="/docs/errors">Errors</a> · <a href="/version">Version</a></p></footer>
        <script src="/page.js" defer></script>
        </body>
        </html>
        """#
}
