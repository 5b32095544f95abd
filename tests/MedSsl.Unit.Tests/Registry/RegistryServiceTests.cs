using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Evaluation;
using MedSsl.Contracts.Models;
using MedSsl.ObjectStorage;
using MedSsl.Registry;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Hosting;
using Xunit;

namespace MedSsl.Unit.Tests.Registry;

/// <summary>The registry as a host runs it: messages in, HTTP out.</summary>
public sealed class RegistryServiceTests : IAsyncLifetime
{
    private TestPlatform platform = null!;
    private HttpClient http = null!;

    public async ValueTask InitializeAsync()
    {
        platform = await TestPlatform.RunAsync([RegistryExtensions.Module]);
        http = new HttpClient { BaseAddress = platform.Address };
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await platform.DisposeAsync();
    }

    [Fact]
    public async Task Trained_promoted_and_measured_model_is_served()
    {
        await RegisterAsync("run-1");
        await RegisterAsync("run-22");
        Assert.IsType<CommandAccepted>(await PromoteAsync("chest", "production", 2));
        var weights = Assert.Single(platform.Published.Of<ModelRegistered>(), told => told.Version == 2).Weights;
        await platform.Get<IBus>().Publish(new BenchmarkCompleted
        {
            BenchmarkId = "b1", Model = "chest", ModelVersion = 2, Task = "nodule", ModelAuc = 0.9, RandomAuc = 0.6, Result = weights, Report = weights, CompletedAt = DateTimeOffset.UnixEpoch,
        });

        var described = await http.GetFromJsonAsync<JsonElement>("/models/chest");
        Assert.Equal(2, described.GetProperty("aliases").GetProperty("production").GetInt32());
        Assert.Equal(["run-1", "run-22"], described.GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("runId").GetString()));
        Assert.Equal("""[{"model":"chest","newest":2}]""", await http.GetStringAsync("/models"));
        Assert.Equal("run-1", (await http.GetFromJsonAsync<JsonElement>("/models/chest/versions/1")).GetProperty("runId").GetString());
        Assert.Equal("run-22", (await http.GetFromJsonAsync<JsonElement>("/models/chest/versions/production")).GetProperty("runId").GetString());
        await Eventually.TrueAsync(async () => (await http.GetFromJsonAsync<JsonElement>("/models/chest/versions/production/benchmarks")).GetArrayLength() == 1, "the benchmark filed with version 2");
        Assert.Equal("[]", await http.GetStringAsync("/models/chest/versions/1/benchmarks"));
    }

    [Fact]
    public async Task Weights_download_equals_the_bytes_that_were_trained()
    {
        await RegisterAsync("run-1");
        using var response = await http.GetAsync(new Uri("/models/chest/versions/1/weights", UriKind.Relative));
        var weights = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(Trained.Weights("run-1"), weights);
        Assert.Equal($"\"{Sha256Digest.Of(weights)}\"", response.Headers.ETag!.Tag);
    }

    [Theory]
    [InlineData("/models/unknown")]
    [InlineData("/models/..%2F..%2Fetc")]
    [InlineData("/models/.hidden")]
    [InlineData("/models/unknown/versions/1")]
    [InlineData("/models/chest/versions/2")]
    [InlineData("/models/chest/versions/0")]
    [InlineData("/models/chest/versions/-1")]
    [InlineData("/models/chest/versions/99999999999")]
    [InlineData("/models/chest/versions/staging")]
    [InlineData("/models/chest/versions/2/weights")]
    [InlineData("/models/chest/versions/2/benchmarks")]
    public async Task Get_what_is_not_there_is_not_found_and_says_so(string path)
    {
        await RegisterAsync("run-1");
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("\"title\":\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Promote_wrong_command_is_refused_with_every_reason()
    {
        await RegisterAsync("run-1");
        Assert.Equal(["alias: ", "model: "], Beginnings(await PromoteAsync("no/model", "no/alias", 1)));
        Assert.Equal(["alias: ", "version: "], Beginnings(await PromoteAsync("chest", "12", 9)));
        Assert.Equal(["version: chest has no version 9"], Assert.IsType<CommandRejected>(await PromoteAsync("chest", "production", 9)).Reasons);
        Assert.Empty(await platform.KeysAsync("models/aliases/"));
        Assert.Empty(platform.Published.Of<ModelPromoted>());
        Assert.Equal(3, platform.Published.Of<CommandRejected>().Count());
    }

    [Fact]
    public async Task Trained_again_is_told_again_with_the_same_version()
    {
        var trained = await Trained.StoreAsync(platform.Store, "run-1", "chest");
        await platform.Get<IBus>().Publish(trained);
        await platform.Get<IBus>().Publish(trained);
        await Eventually.TrueAsync(() => Task.FromResult(platform.Published.Of<ModelRegistered>().Count() == 2), "two answers");
        Assert.All(platform.Published.Of<ModelRegistered>(), told => Assert.Equal(1, told.Version));
        Assert.Single(platform.Published.Of<ModelRegistered>().Select(told => told.Record).Distinct());
    }

    private static IEnumerable<string> Beginnings(object answer) => Assert.IsType<CommandRejected>(answer).Reasons.Select(reason => reason[..(reason.IndexOf(' ', StringComparison.Ordinal) + 1)]).Order();

    private async Task RegisterAsync(string run)
    {
        await platform.Get<IBus>().Publish(await Trained.StoreAsync(platform.Store, run, "chest"));
        await Eventually.TrueAsync(() => Task.FromResult(platform.Published.Of<ModelRegistered>().Any(told => told.RunId == run)), $"the registration of {run}");
    }

    private async Task<object> PromoteAsync(string model, string alias, int version)
    {
        var client = platform.Get<IBus>().CreateRequestClient<PromoteModel>();
        Response answer = await client.GetResponse<CommandAccepted, CommandRejected>(new PromoteModel { Model = model, Alias = alias, Version = version, RequestedBy = "ann" });
        return answer.Message;
    }
}
