using MedSsl.Contracts;
using MedSsl.Contracts.Evaluation;

namespace MedSsl.Evaluation.Results;

/// <summary>The result of a benchmark as it is stored (docs/benchmarks.md). Of a failed one only the head and the reason are there.</summary>
public sealed record BenchmarkResult
{
    /// <summary>The only format so far.</summary>
    public const string CurrentFormat = "medssl-benchmark-1";

    /// <summary>Format of this record: <see cref="CurrentFormat"/>.</summary>
    public required string FormatVersion { get; init; }

    /// <summary>Id of the benchmark.</summary>
    public required string BenchmarkId { get; init; }

    /// <summary>What was asked.</summary>
    public required RequestBenchmark Request { get; init; }

    /// <summary>When it ended (UTC).</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>Why there are no figures, and what to do; null when there are.</summary>
    public string? Failure { get; init; }

    /// <summary>One of <see cref="Verdicts"/>.</summary>
    public string? Verdict { get; init; }

    /// <summary>The verdict as a sentence.</summary>
    public string? Summary { get; init; }

    /// <summary>The model version that was measured.</summary>
    public MeasuredModel? Model { get; init; }

    /// <summary>The labelled images.</summary>
    public MeasuredData? Data { get; init; }

    /// <summary>The settings.</summary>
    public MeasuredSettings? Settings { get; init; }

    /// <summary>The figures: the linear probe first.</summary>
    public IReadOnlyList<ProbeResult> Probes { get; init; } = [];

    /// <summary>What a reader must keep in mind, in words.</summary>
    public IReadOnlyList<string> Caveats { get; init; } = [];

    /// <summary>The report (HTML).</summary>
    public ObjectRef? Report { get; init; }
}
