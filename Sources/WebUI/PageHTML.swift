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
        <meta name="color-scheme" content="light dark">
        <title>Debrief – practise an interview answer</title>
        <link rel="stylesheet" href="/page.css">
        <link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' fill='%230f5c78'/%3E%3Ccircle cx='8' cy='8' r='3' fill='white'/%3E%3C/svg%3E">
        <script type="module" src="/page/main.js"></script>
        </head>
        <body>
        <header class="top">
          <h1><a href="/">Debrief</a></h1>
          <p>Answer an interview question out loud. Hear what to keep, and the one thing to practise next.</p>
        </header>
        <main>
          <noscript><p class="card">This page records with JavaScript, which is switched off here. The service also takes recordings at <code>POST /v1/answers</code>.</p></noscript>

          <section id="compose" hidden aria-label="Record an answer">
            <form id="ask" class="card">
              <div class="heading"><h2>The question</h2> <button id="other-question" class="quiet" type="button">Another question</button></div>
              <label for="question" class="unseen">Question</label>
              <textarea id="question" class="question" rows="2" maxlength="2000">Tell me about a time you solved a difficult problem.</textarea>
              <div class="pair">
                <label>Role <input id="role" maxlength="200" placeholder="Backend engineer" autocomplete="organization-title"></label>
                <label>Your name, for the report <input id="candidate" maxlength="200" autocomplete="name"></label>
              </div>
              <details>
                <summary>Level, expected terms, ideal answer, résumé, your own transcript</summary>
                <div class="pair">
                  <label>Level <input id="level" maxlength="100" placeholder="Senior"></label>
                  <label>Terms a good answer mentions <input id="keywords" maxlength="2000" placeholder="latency, rollback, index"></label>
                </div>
                <label>An ideal answer to compare with <textarea id="idealAnswer" rows="3" maxlength="6000"></textarea></label>
                <div class="pair">
                  <label>Your résumé, as text <textarea id="resume" rows="3" maxlength="60000"></textarea></label>
                  <label>The job description, as text <textarea id="jobDescription" rows="3" maxlength="60000"></textarea></label>
                </div>
                <label class="check"><input id="narrative" type="checkbox"> Also tell me in 500 to 700 words how it went</label>
                <label>Transcript, if you have one: text, VTT, SRT or JSON <input id="transcript" type="file" accept=".txt,.vtt,.srt,.json,text/plain,text/vtt,application/json"></label>
              </details>
            </form>

            <section id="speak" class="card" aria-labelledby="speak-title">
              <h2 id="speak-title">Your answer</h2>
              <div class="recorder">
                <button id="record" class="record" type="button"><span class="dot" aria-hidden="true"></span><span id="record-label">Record</span></button>
                <canvas id="wave" aria-hidden="true"></canvas>
                <output id="clock" aria-live="off" aria-label="Length">0:00</output>
              </div>
              <p id="hint" class="soft">Aim for one to two minutes.</p>
              <label class="check"><input id="live" type="checkbox" aria-describedby="live-note"> Send while I record</label>
              <p id="live-note" class="soft">Nothing leaves this device until you press “Get my debrief”.</p>
              <div id="take" hidden>
                <p id="chosen" class="chosen"></p>
                <audio id="playback" controls></audio>
                <div class="row">
                  <button id="send" class="primary" type="button">Get my debrief</button>
                  <a id="save" class="quiet" href="#" download>Save a copy</a>
                  <button id="discard" class="quiet" type="button">Discard</button>
                </div>
              </div>
              <p class="status" role="status"></p>
              <p class="soft"><label class="file quiet">Use a recording from this device<input id="file" type="file" accept="audio/*,video/webm,video/mp4,.wav,.webm,.ogg,.oga,.opus,.flac,.mp3,.m4a"></label></p>
              <details id="type">
                <summary>Type my answer instead</summary>
                <label for="typed">What you would say</label>
                <textarea id="typed" rows="7" maxlength="60000" aria-describedby="typed-note"></textarea>
                <p id="typed-note" class="soft">The content is judged. Pace, pauses and fillers need your voice.</p>
                <p><button id="send-typed" class="primary" type="button" disabled>Debrief what I wrote</button></p>
              </details>
            </section>

            <section id="earlier" class="earlier" hidden aria-labelledby="earlier-title">
              <h2 id="earlier-title">Your earlier answers</h2>
              <ul id="earlier-list"></ul>
            </section>
          </section>

          <section id="working" class="card" hidden aria-labelledby="working-title">
            <h2 id="working-title" tabindex="-1">Working on your debrief</h2>
            <ol id="stages">
              <li data-stage="upload">Sending the recording</li>
              <li data-stage="decode">Reading the sound</li>
              <li data-stage="transcribe">Writing down the words</li>
              <li data-stage="analyze">Measuring pace, pauses and fillers</li>
              <li data-stage="evaluate">Judging the answer</li>
              <li data-stage="report">Making the report</li>
            </ol>
            <progress id="upload-bar" max="1" value="0" aria-label="Sent"></progress>
            <p id="waiting" class="soft"></p>
            <p class="status" role="status"></p>
            <div class="row">
              <button id="try-now" class="quiet" type="button" hidden>Try now</button>
              <button id="stop-sending" class="quiet" type="button">Stop sending</button>
            </div>
          </section>

          <article id="result" hidden aria-labelledby="result-title">
            <header class="result-head">
              <p id="result-about" class="soft"></p>
              <h2 id="result-title" tabindex="-1">Your debrief</h2>
              <p class="row"><a id="pdf" class="primary" href="#" target="_blank" rel="noopener">PDF report</a> <a id="vtt" class="quiet" href="#" download>Captions</a> <a id="srt" class="quiet" href="#" download>Captions as SRT</a> <a id="json" class="quiet" href="#" target="_blank" rel="noopener">All data as JSON</a></p>
            </header>
            <div id="verdict" class="card"></div>
            <div id="drill" class="card drill"></div>
            <div id="tiles" class="tiles"></div>
            <div id="takes" class="card" hidden></div>
            <section class="card" aria-labelledby="listen-title">
              <h3 id="listen-title">What was heard</h3>
              <audio id="answer-audio" controls preload="metadata"></audio>
              <div id="timeline"></div>
              <p id="heard-note" class="soft"></p>
              <div id="heard"></div>
            </section>
            <div id="findings"></div>
            <div id="criteria"></div>
            <details id="notes-card" class="card">
              <summary>How far to trust this</summary>
              <ul id="notes"></ul>
            </details>
            <p class="status" role="status"></p>
            <p class="row"><button id="again" class="primary" type="button">Record another take</button> <button id="forget" class="quiet" type="button">Delete this answer</button></p>
          </article>
        </main>
        <dialog id="sure" aria-labelledby="sure-title">
          <form method="dialog">
            <h2 id="sure-title">Delete this answer?</h2>
            <p>The recording and everything made from it are removed from the service. This cannot be undone.</p>
            <p class="row"><button value="keep" class="quiet" autofocus>Keep it</button> <button value="delete" class="danger">Delete</button></p>
          </form>
        </dialog>
        <footer><p><a href="/docs">HTTP interface</a> · <a href="/docs/errors">Errors</a> · <a href="/version">Version</a></p></footer>
        </body>
        </html>
        """#
}
