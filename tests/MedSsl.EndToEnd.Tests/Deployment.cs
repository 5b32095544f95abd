using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using MedSsl.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace MedSsl.EndToEnd.Tests;

/// <summary>The settings of one platform for a test: its own folder, and small sizes that make the path short.</summary>
internal sealed record Deployment(string Folder, Dictionary<string, string> Settings)
{
    public static Deployment Embedded()
    {
        var folder = Repository.NewTemporaryFolder();
        return new Deployment(folder, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Hosting:DataFolder"] = Path.Combine(folder, "home"),
            ["Hosting:ReconcileInterval"] = "00:00:01",
            ["Hosting:RepublishAfter"] = "00:00:05",
            ["Hosting:LeaseDuration"] = "00:00:04",
            ["Normalization:WorkingSize"] = "64",
            ["Normalization:ReferenceImages"] = "8",
            ["Sharding:ShardBytes"] = "60000",
            ["Ingestion:SeriesIdleTime"] = "00:00:02",
            ["Training:CheckpointInterval"] = "00:00:02",
            ["Evaluation:FeatureSize"] = "32",
            ["Evaluation:RandomSeeds"] = "1",
            ["Evaluation:BootstrapRounds"] = "100",
        });
    }

    /// <summary>The same on real servers: what their scripts say of themselves, and a site key that all processes share.</summary>
    public static Deployment On(params IReadOnlyDictionary<string, string>[] servers)
    {
        var deployment = Embedded();
        foreach (var (key, value) in servers.SelectMany(server => server))
        {
            deployment.Settings[key] = value;
        }

        deployment.Settings["Ingestion:SiteKey"] = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData("a site key for tests"u8));
        return deployment;
    }

    /// <summary>The same for one host among others on this machine: a free port and a folder of its own.</summary>
    public Dictionary<string, string> OfHost(string name) => new(Settings, StringComparer.Ordinal)
    {
        ["Hosting:Urls"] = "http://127.0.0.1:0",
        ["Hosting:DataFolder"] = Path.Combine(Folder, name),
    };

    /// <summary>The deployment's object store, for a look inside.</summary>
    public async Task<IObjectStore> OpenStoreAsync()
    {
        var builder = ServiceHost.CreateBuilder([.. Settings.Select(setting => $"--{setting.Key}={setting.Value}")]);
        builder.Services.AddSingleton(TimeProvider.System);
        var store = builder.AddAdapters().Services.BuildServiceProvider().GetRequiredService<IObjectStore>();
        await store.EnsureReadyAsync(default);
        return store;
    }

    /// <summary>The small overrides of a run that takes seconds.</summary>
    public static IReadOnlyList<string> TinyRun { get; } = ["--with", "steps=6", "--with", "warmupSteps=2", "--with", "batchSize=32", "--with", "prototypes=8"];
}
