using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MassTransit;
using MedSsl.Catalogue.Labels;
using MedSsl.Contracts;
using MedSsl.Contracts.Evaluation;
using MedSsl.Contracts.Ingestion;
using MedSsl.Evaluation.Data;
using MedSsl.Evaluation.Results;
using MedSsl.Hosting.Work;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace MedSsl.Learning.Tests.Evaluation;

public sealed class EvaluationServiceTests(EvaluationHost host) : IClassFixture<EvaluationHost>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task When_a_benchmark_is_asked_for_over_HTTP_Should_measure_store_report_and_tell()
    {
        var request = Request("http-1");
        using var answer = await host.Http.PostAsJsonAsync("/benchmarks", request, None);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("/benchmarks/http-1", answer.Headers.Location?.ToString());

        var completed = await EventAsync<BenchmarkCompleted>(told => told.BenchmarkId == "http-1");
        var result = (await host.Store.ReadJsonAsync<BenchmarkResult>(ObjectKeys.BenchmarkResult("http-1"), None))!;
        var target = result.Probes[0].Headline;
        Assert.Equal((EvaluationHost.Model, 1, EvaluationHost.Task), (completed.Model, completed.ModelVersion, completed.Task));
        Assert.Equal(target.Model.Auc, completed.ModelAuc);
        Assert.Equal(target.Random.Average(score => score.Auc), completed.RandomAuc, 12);
        Assert.Equal(0, target.Random[1].Difference!.Value, 3); // the registered weights are those of random seed 1
        Assert.InRange(target.Model.Auc, 0.9, 1);
        Assert.Equal((40, 20, 20, 10), (result.Data!.TrainImages, result.Data.TrainPatients, result.Data.TestImages, result.Data.TestPatients));
        Assert.Equal(10, result.Data.TestPatientsInPretraining);
        await host.Store.ReadVerifiedAsync(completed.Result, None);
        await host.Store.ReadVerifiedAsync(completed.Report, None);
        await Eventually.TrueAsync(async () => await host.Store.StatAsync(ObjectKeys.BenchmarkPending("http-1"), None) is null, "the marker to be removed");

        var html = await host.Http.GetStringAsync("/benchmarks/http-1/report", None);
        Assert.Contains("Code perplexity", html, StringComparison.Ordinal);
        var status = await host.Http.GetFromJsonAsync<JsonElement>("/benchmarks/http-1", None);
        Assert.Equal("completed", status.GetProperty("state").GetString());
        var list = await host.Http.GetFromJsonAsync<JsonElement>("/benchmarks", None);
        Assert.Contains(list.EnumerateArray(), one => one.GetProperty("benchmarkId").GetString() == "http-1");
    }

    [Fact]
    public async Task When_a_command_comes_by_message_twice_Should_run_once_and_answer_both()
    {
        var client = host.Services.GetRequiredService<IBus>().CreateRequestClient<RequestBenchmark>(RequestTimeout.After(s: 30));
        var request = Request("message-1") with { ModelVersion = "production" };
        var first = await client.GetResponse<CommandAccepted, CommandRejected>(request, None);
        Assert.True(first.Is(out Response<CommandAccepted>? accepted));
        await EventAsync<BenchmarkCompleted>(told => told.BenchmarkId == "message-1");
        var before = await host.Store.StatAsync(ObjectKeys.BenchmarkResult("message-1"), None);

        var second = await client.GetResponse<CommandAccepted, CommandRejected>(request, None);
        Assert.True(second.Is(out Response<CommandAccepted>? again));
        Assert.Equal(accepted!.Message.AcceptedAt, again!.Message.AcceptedAt);
        Assert.Null(await host.Store.StatAsync(ObjectKeys.BenchmarkPending("message-1"), None));
        Assert.Equal(before, await host.Store.StatAsync(ObjectKeys.BenchmarkResult("message-1"), None));

        var other = await client.GetResponse<CommandAccepted, CommandRejected>(request with { Task = EvaluationHost.OneClassTask }, None);
        Assert.True(other.Is(out Response<CommandRejected>? rejected));
        Assert.Contains("belongs to another request", Assert.Single(rejected!.Message.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_labels_come_after_a_version_Should_measure_with_those_that_it_names()
    {
        var before = await host.Store.ReadJsonAsync<DatasetManifest>(ObjectKeys.DatasetVersion(EvaluationHost.Dataset, 1), None);
        var rows = LabelChoice.Resolve(LabelRows.Of(Samples.Submission("a", 1, ("1.2.1", "1"), ("1.2.2", "0"))));
        var table = await LabelTable.PutAsync(host.Store, "labelled", "later", rows, None);
        var version = before! with { Dataset = "labelled", Labels = new DatasetLabels { Rule = LabelChoice.Rule, Tables = [table] } };
        await host.Store.PutJsonAsync(ObjectKeys.DatasetVersion("labelled", 1), version, PutCondition.Overwrite, None);
        await LabelObjects.PutAsync(host.Store, Samples.Submission("b", 2, ("1.2.1", "0")) with { Dataset = "labelled", Task = "later" }, None);
        await LabelObjects.PutAsync(host.Store, Samples.Submission("b", 2, ("1.2.1", "0")) with { Dataset = "labelled", Task = "newer" }, None);

        var datasets = host.Services.GetRequiredService<LabelledDatasets>();
        Assert.Equal("1", (await datasets.LabelsAsync(version, "later", None)).Labels["1.2.1"].Value);
        Assert.Equal("0", (await datasets.LabelsAsync(version with { Labels = null }, "later", None)).Labels["1.2.1"].Value);
        Assert.Equal(["later"], await datasets.TasksAsync("labelled", 1, None));

        var request = Request("too-early") with { TrainDataset = "labelled", Task = "newer" };
        using var answer = await host.Http.PostAsJsonAsync("/benchmarks", request, None);
        Assert.Contains("will be in its next version", Assert.Single((await answer.Content.ReadFromJsonAsync<CommandRejected>(None))!.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_a_finding_is_the_task_Should_measure_absent_against_present()
    {
        var findings = Enumerable.Range(0, 60).Select(i => new Annotation
        {
            Kind = "finding", Finding = "stripe", SopInstanceUid = $"1.2.{i}", Value = i % 10 == 9 ? "missing" : i / 2 % 2 == 0 ? "absent" : "present", SplitHint = i < 40 ? "train" : "val",
        });
        await LabelObjects.PutAsync(host.Store, Samples.Submission("a", 1) with { Dataset = EvaluationHost.Dataset, Task = "findings", Annotations = [.. findings] }, None);
        using var answer = await host.Http.PostAsJsonAsync("/benchmarks", Request("finding-1") with { Task = "findings/stripe" }, None);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var completed = await EventAsync<BenchmarkCompleted>(told => told.BenchmarkId == "finding-1");
        Assert.InRange(completed.ModelAuc, 0.9, 1);
        var data = (await host.Store.ReadJsonAsync<BenchmarkResult>(ObjectKeys.BenchmarkResult("finding-1"), None))!.Data!;
        Assert.Equal(["absent", "present"], data.Classes.Select(one => one.Name));
        Assert.Equal((36, 18), (data.TrainImages, data.TestImages));

        using var refused = await host.Http.PostAsJsonAsync("/benchmarks", Request("finding-2") with { Task = "findings/../stripe" }, None);
        Assert.Contains("Task: expected letters", Assert.Single((await refused.Content.ReadFromJsonAsync<CommandRejected>(None))!.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_nothing_of_a_request_exists_Should_refuse_with_every_reason_and_publish_it()
    {
        using var answer = await host.Http.PostAsJsonAsync(
            "/benchmarks", new RequestBenchmark { BenchmarkId = "wrong-1", Model = "nobody", Task = "nothing", TrainDataset = "nowhere", TestDataset = EvaluationHost.Dataset }, None);
        var rejected = (await answer.Content.ReadFromJsonAsync<CommandRejected>(None))!;

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(3, rejected.Reasons.Count);
        Assert.Contains(rejected.Reasons, reason => reason.StartsWith("Model:", StringComparison.Ordinal));
        Assert.Contains(rejected.Reasons, reason => reason.StartsWith("TrainDataset:", StringComparison.Ordinal));

        // The tests share a store: which other tasks have labels depends on their order.
        var task = Assert.Single(rejected.Reasons, reason => reason.StartsWith("Task:", StringComparison.Ordinal));
        Assert.All(["'nothing'", "one-class", "stripes"], name => Assert.Contains(name, task, StringComparison.Ordinal));
        await EventAsync<CommandRejected>(told => told.Id == "wrong-1");
        Assert.Null(await host.Store.StatAsync(ObjectKeys.BenchmarkRequest("wrong-1"), None));
    }

    [Theory]
    [InlineData("../up", "demo", "north", null, "BenchmarkId:")]
    [InlineData("wrong-2", "de/mo", "north", null, "Model:")]
    [InlineData("wrong-3", "demo", "", null, "TrainDataset:")]
    [InlineData("wrong-4", "demo", "north", "north", "TestDataset:")]
    public async Task When_a_name_cannot_be_Should_refuse_it(string id, string model, string train, string? test, string expected)
    {
        using var answer = await host.Http.PostAsJsonAsync(
            "/benchmarks", new RequestBenchmark { BenchmarkId = id, Model = model, Task = EvaluationHost.Task, TrainDataset = train, TestDataset = test }, None);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(expected, Assert.Single((await answer.Content.ReadFromJsonAsync<CommandRejected>(None))!.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_a_task_has_one_class_Should_fail_with_the_reason_and_not_try_again()
    {
        using var answer = await host.Http.PostAsJsonAsync("/benchmarks", Request("one-class-1") with { Task = EvaluationHost.OneClassTask }, None);
        var failed = await EventAsync<BenchmarkFailed>(told => told.BenchmarkId == "one-class-1");

        Assert.Contains("class '0' has 40 training and 20 test images", failed.Reason, StringComparison.Ordinal);
        await Eventually.TrueAsync(async () => await host.Store.StatAsync(ObjectKeys.BenchmarkPending("one-class-1"), None) is null, "the marker to be removed");
        using var report = await host.Http.GetAsync("/benchmarks/one-class-1/report", None);
        Assert.Equal(HttpStatusCode.NotFound, report.StatusCode);
        Assert.Equal("failed", (await host.Http.GetFromJsonAsync<JsonElement>("/benchmarks/one-class-1", None)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task When_the_process_died_between_result_and_event_Should_tell_without_measuring_again()
    {
        using var answer = await host.Http.PostAsJsonAsync("/benchmarks", Request("crash-1"), None);
        await EventAsync<BenchmarkCompleted>(told => told.BenchmarkId == "crash-1");
        var before = await host.Store.StatAsync(ObjectKeys.BenchmarkResult("crash-1"), None);
        var told = host.Events.OfType<BenchmarkCompleted>().Count(one => one.BenchmarkId == "crash-1");

        await host.RestartAsync(() => host.Store.PutJsonAsync(ObjectKeys.BenchmarkPending("crash-1"), new PendingWork("crash-1", 1), PutCondition.Overwrite, None));

        await Eventually.TrueAsync(
            () => Task.FromResult(host.Events.OfType<BenchmarkCompleted>().Count(one => one.BenchmarkId == "crash-1") > told), "the event to be told again");
        await Eventually.TrueAsync(async () => await host.Store.StatAsync(ObjectKeys.BenchmarkPending("crash-1"), None) is null, "the marker to be removed");
        Assert.Equal(before, await host.Store.StatAsync(ObjectKeys.BenchmarkResult("crash-1"), None));
    }

    [Fact]
    public async Task When_a_benchmark_is_not_known_Should_answer_404()
    {
        using var unknown = await host.Http.GetAsync("/benchmarks/never", None);
        using var illegal = await host.Http.GetAsync("/benchmarks/a%2F..%2Fb/report", None);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (unknown.StatusCode, illegal.StatusCode));
    }

    private static RequestBenchmark Request(string id) => new()
    {
        BenchmarkId = id,
        Model = EvaluationHost.Model,
        Task = EvaluationHost.Task,
        TrainDataset = EvaluationHost.Dataset,
    };

    private Task<T> EventAsync<T>(Func<T, bool> wanted)
        where T : class =>
        Eventually.NotNullAsync(() => Task.FromResult(host.Events.OfType<T>().FirstOrDefault(wanted)), $"a {typeof(T).Name}", TimeSpan.FromSeconds(120));
}
