using MedSsl.Contracts.Documents;
using MedSsl.Training.Runs;
using Microsoft.Extensions.Logging;

namespace MedSsl.Training.Control;

/// <summary>What is to become of a run, asked for again and again while it is trained. While the store cannot be asked, what was known before counts.</summary>
internal sealed class ControlWatch : IAsyncDisposable
{
    private readonly StoreWatch watch;
    private volatile string state;

    private ControlWatch(RunControls controls, string runId, string state, TimeSpan interval, TimeProvider time, ILogger logger)
    {
        this.state = state;
        watch = new StoreWatch(
            async token => this.state = await controls.StateAsync(runId, token), exception => Log.ControlUnread(logger, runId, this.state, exception), interval, time);
    }

    /// <summary>The state that the run is to rest or end in before its next step; null while it is to go on.</summary>
    public string? Halt => state is RunStates.Paused or RunStates.Cancelled ? state : null;

    /// <summary>Reads the state, and again after every interval until it is disposed.</summary>
    public static async Task<ControlWatch> StartAsync(RunControls controls, string runId, TimeSpan interval, TimeProvider time, ILogger logger, CancellationToken cancellationToken) =>
        new(controls, runId, await controls.StateAsync(runId, cancellationToken), interval, time, logger);

    public ValueTask DisposeAsync() => watch.DisposeAsync();
}
