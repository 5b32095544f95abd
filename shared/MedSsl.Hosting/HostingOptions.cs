using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MedSsl.Hosting;

/// <summary>What every process needs: where it listens, how it logs, how often it reconciles.</summary>
public sealed class HostingOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Hosting";

    /// <summary>
    /// Folder of everything this machine keeps: spool, caches and, with the embedded object store, the objects. Default: <c>medssl-data</c> in the
    /// working directory.
    /// </summary>
    [Required]
    public string DataFolder { get; set; } = "medssl-data";

    /// <summary>What is not yet durable elsewhere; may hold identities and is private to the process.</summary>
    public string SpoolFolder => Path.Combine(Path.GetFullPath(DataFolder), "spool");

    /// <summary>What can be fetched again.</summary>
    public string CacheFolder => Path.Combine(Path.GetFullPath(DataFolder), "cache");

    /// <summary>Bytes that shards may take in the cache; those that were not used for longest go. Default: 100 GB.</summary>
    [Range(100_000_000L, long.MaxValue)]
    public long CacheBytes { get; set; } = 100_000_000_000;

    /// <summary>Folder and size of the cache, as <see cref="IServiceProvider"/> has them.</summary>
    public static (string Folder, long Bytes) CacheOf(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<HostingOptions>>().Value;
        return (options.CacheFolder, options.CacheBytes);
    }

    /// <summary>Addresses of the HTTP endpoint, separated by <c>;</c>. Port 0 takes a free one. Default: loopback only.</summary>
    [Required]
    public string Urls { get; set; } = "http://127.0.0.1:8080";

    /// <summary>Format of the log on standard error: <c>Text</c> for people, <c>Json</c> for collectors. Default: Text.</summary>
    [AllowedValues("Text", "Json")]
    public string LogFormat { get; set; } = "Text";

    /// <summary>Lowest level that is logged. Default: Information.</summary>
    [AllowedValues("Trace", "Debug", "Information", "Warning", "Error", "None")]
    public string LogLevel { get; set; } = "Information";

    /// <summary>Time between two passes of every reconciler when nothing signals it earlier. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00")]
    public TimeSpan ReconcileInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Age of an effect that did not come after which its message is taken for lost and published again; longer than the longest backlog that is
    /// normal. Messages of the in-memory bus are known to be lost when the process starts. Default: 10 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00")]
    public TimeSpan RepublishAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a lease lasts without renewal; a crashed worker's run is taken over after it. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts at one run or benchmark, crashes of the process counted, before it is given up. Default: 5.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>OTLP endpoint that traces are sent to, for example <c>http://collector:4317</c>; empty for none.</summary>
    public string OtlpEndpoint { get; set; } = "";
}
