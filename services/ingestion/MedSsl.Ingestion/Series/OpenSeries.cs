namespace MedSsl.Ingestion.Series;

/// <summary>What this process knows of one opening of a series: which markers it has written, and how many instances came.</summary>
internal sealed class OpenSeries
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string? Source, ExpectedCount? Expected), Task<string>> markers = [];
    private bool isFirst = true;
    private ExpectedCount? agreed;
    private int arrived;

    /// <summary>
    /// The marker that covers an arrival; it is written where there is none yet. An arrival that disagrees on the count takes the count away for good, so
    /// that a series of instances that all say something else has two markers a source and not one an instance.
    /// </summary>
    public Task<string> MarkerOf(SeriesArrival arrival, Func<SeriesArrival, Task<string>> write)
    {
        lock (gate)
        {
            agreed = isFirst || agreed == arrival.Expected ? arrival.Expected : null;
            isFirst = false;
            var terms = (arrival.Source, agreed);
            return markers.TryGetValue(terms, out var known)
                ? known
                : markers[terms] = write(arrival with { Expected = agreed });
        }
    }

    /// <summary>Counts an instance; true for the one with which the series holds, as far as this process knows, what it is expected to hold.</summary>
    public bool CompletesWithOneMore()
    {
        lock (gate)
        {
            return ++arrived == agreed?.Instances;
        }
    }
}
