using System.Collections.Concurrent;
using System.Threading.Channels;
using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Series;

/// <summary>
/// The durable markers of open series and of their studies. A series is marked once per opening, process and source; <see cref="Forget"/> ends the
/// opening, so that the next instance marks it anew.
/// </summary>
internal sealed class OpenSeriesMarkers(IObjectStore store, SourceTimes times, IOptions<IngestionOptions> options)
{
    private readonly ConcurrentDictionary<(string Dataset, string SeriesUid), OpenSeries> open = new();
    private readonly Channel<(string Dataset, string SeriesUid)> counted = Channel.CreateUnbounded<(string, string)>();

    /// <summary>
    /// Series that hold, as far as this process knows, as many instances as they say that they have. A hint: whoever was restarted in between counts too
    /// few, and an instance that came twice is counted twice.
    /// </summary>
    public ChannelReader<(string Dataset, string SeriesUid)> Counted => counted.Reader;

    /// <summary>Before an instance is stored: the series is open.</summary>
    public async Task MarkAsync(SeriesArrival arrival, CancellationToken cancellationToken)
    {
        try
        {
            await open.GetOrAdd((arrival.Dataset, arrival.SeriesUid), _ => new OpenSeries()).MarkerOf(arrival, PutAsync).WaitAsync(cancellationToken);
        }
        catch (IOException)
        {
            // A marker that was not written must not count as written for the instances that follow.
            Forget(arrival.Dataset, arrival.SeriesUid);
            throw;
        }
    }

    /// <summary>
    /// After an instance was stored: the series is still open. Whoever closed it meanwhile, in this process or another, may not have seen the instance
    /// and has removed its marker; then it gets a new one.
    /// </summary>
    public async Task ConfirmAsync(SeriesArrival arrival, CancellationToken cancellationToken)
    {
        await EnsureAsync(arrival, cancellationToken);

        // An import closes its series itself, and would do it twice.
        var isWhole = open.GetValueOrDefault((arrival.Dataset, arrival.SeriesUid))?.CompletesWithOneMore() == true;
        if (isWhole && arrival.Source != SourceNames.Import)
        {
            counted.Writer.TryWrite((arrival.Dataset, arrival.SeriesUid));
        }
    }

    /// <summary>The series is open, and nothing more is known of what came.</summary>
    public Task OpenAgainAsync(string dataset, string seriesUid, CancellationToken cancellationToken) =>
        EnsureAsync(new SeriesArrival { Dataset = dataset, SeriesUid = seriesUid }, cancellationToken);

    public void Forget(string dataset, string seriesUid) => open.TryRemove((dataset, seriesUid), out _);

    private async Task EnsureAsync(SeriesArrival arrival, CancellationToken cancellationToken)
    {
        var key = (arrival.Dataset, arrival.SeriesUid);
        if (open.TryGetValue(key, out var known))
        {
            if (await store.StatAsync(await known.MarkerOf(arrival, PutAsync), cancellationToken) is not null)
            {
                return;
            }

            open.TryRemove(new(key, known));
        }

        await MarkAsync(arrival, cancellationToken);
    }

    /// <summary>
    /// Both before the instance, and the series first: whoever closes the study takes a series without a marker of its own for closed, and would remove
    /// the marker of the study for good.
    /// </summary>
    private async Task<string> PutAsync(SeriesArrival arrival)
    {
        var name = Guid.CreateVersion7().ToString("N");
        var opening = Describe(arrival);
        var key = ObjectKeys.OpenSeries(arrival.Dataset, arrival.SeriesUid, name);
        await store.PutJsonAsync(key, opening, PutCondition.Overwrite, CancellationToken.None);
        if (arrival.StudyUid is { } studyUid)
        {
            await store.PutJsonAsync(ObjectKeys.OpenStudy(arrival.Dataset, studyUid, arrival.SeriesUid, name), opening, PutCondition.Overwrite, CancellationToken.None);
        }

        return key;
    }

    private SeriesOpening Describe(SeriesArrival arrival)
    {
        var (idle, longest) = times.Of(arrival.Source);
        return new SeriesOpening
        {
            StudyUid = arrival.StudyUid,
            PatientId = arrival.PatientId,
            Source = arrival.Source,
            ExpectedInstanceCount = arrival.Expected?.Instances,
            ExpectedBy = arrival.Expected?.Basis,
            SeriesIdleTime = idle,
            SeriesLongestTime = longest,
            StudyIdleTime = options.Value.StudyIdleTime,
        };
    }
}
