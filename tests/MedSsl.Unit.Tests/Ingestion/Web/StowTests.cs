using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Network.Spool;
using MedSsl.ObjectStorage;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Hosting;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion.Web;

/// <summary>STOW-RS of a running platform, from the sender to the object store.</summary>
public sealed class StowTests : IDisposable
{
    private const string Key = "a key of a sender 16+";
    private const string StudyOfTestStudies = "1.2.3.1.0";

    private readonly string folder = Repository.NewTemporaryFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Every_part_is_stored_in_the_dataset_of_the_door()
    {
        await using var platform = await RunAsync("--Ingestion:DicomWeb:Dataset=web");
        var (status, answer) = await SendAsync(platform, [TestStudies.Dicom(1), TestStudies.Dicom(2), TestStudies.Dicom(3)]);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(3, Items(answer, "00081199").Count);
        Assert.False(answer!.Value.TryGetProperty("00081198", out _));
        Assert.Equal("1.2.3.1.2", Items(answer, "00081199")[1].GetProperty("00081155").GetProperty("Value")[0].GetString());
        await StoredAsync(platform, "raw/web/", 3);
        await Eventually.TrueAsync(() => Task.FromResult(platform.Get<ObjectSpool>().WaitingBytes == 0), "an empty spool");
    }

    [Fact]
    public async Task Bad_parts_have_their_reasons_and_the_others_are_stored()
    {
        await using var platform = await RunAsync();
        var document = new RawObject(TestStudies.Dicom(7)).With(DicomTags.SopClassUid, "1.2.840.10008.5.1.4.31"); // a worklist is not stored
        var (status, answer) = await SendAsync(platform, [TestStudies.Dicom(1), Encoding.ASCII.GetBytes("no DICOM file at all"), document, TestStudies.Dicom(2)]);
        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(2, Items(answer, "00081199").Count);
        var failed = Items(answer, "00081198");
        Assert.Equal([0xC000, 0x0122], failed.Select(item => item.GetProperty("00081197").GetProperty("Value")[0].GetInt32()));
        Assert.Contains("DICM", failed[0].GetProperty("00000902").GetProperty("Value")[0].GetString()!, StringComparison.Ordinal);
        await StoredAsync(platform, "raw/default/", 2);
    }

    [Fact]
    public async Task Part_that_is_durable_and_of_no_use_goes_to_the_quarantine()
    {
        await using var platform = await RunAsync();
        var (status, _) = await SendAsync(platform, [TestStudies.Dicom()[..^100]]);
        Assert.Equal(HttpStatusCode.OK, status); // it is kept; what it is good for is found out later
        var told = await Eventually.NotNullAsync(() => Task.FromResult(platform.Published.Of<InstanceRejected>().FirstOrDefault()), "the rejection");
        Assert.Equal(RejectionReasons.Malformed, told.ReasonCode);
    }

    [Fact]
    public async Task Study_of_the_address_must_be_that_of_the_instance()
    {
        await using var platform = await RunAsync();
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(platform, [TestStudies.Dicom()], $"/dicom-web/studies/{StudyOfTestStudies}")).Status);
        var (status, answer) = await SendAsync(platform, [TestStudies.Dicom(2)], "/dicom-web/studies/1.2.3.999");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal(0xA900, Assert.Single(Items(answer, "00081198")).GetProperty("00081197").GetProperty("Value")[0].GetInt32());
        await StoredAsync(platform, "raw/", 1);
    }

    [Fact]
    public async Task Sender_without_the_key_learns_nothing_and_without_a_key_there_is_no_door()
    {
        await using (var platform = await RunAsync())
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(platform, [TestStudies.Dicom()], key: "another key, as long")).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(platform, [TestStudies.Dicom()], key: null)).Status);
            Assert.Empty(await platform.KeysAsync("raw/"));
        }

        await using var closed = await TestPlatform.RunAsync([IngestionExtensions.Module], folder);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(closed, [TestStudies.Dicom()])).Status);
    }

    [Fact]
    public async Task Full_spool_and_large_parts_are_told_apart()
    {
        await using (var platform = await RunAsync("--Ingestion:MaxFileBytes=1024"))
        {
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(platform, [TestStudies.Dicom()])).Status);
        }

        await using var full = await RunAsync($"--Ingestion:Dicom:MinFreeBytes={long.MaxValue / 16384}");
        using var http = Client(full, Key);
        using var response = await http.PostAsync("/dicom-web/studies", Body([TestStudies.Dicom()]));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Empty(await full.KeysAsync("raw/"));
    }

    [Theory]
    [InlineData("application/dicom", "x", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("multipart/related; type=\"application/dicom\"", "x", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("multipart/related; type=\"application/dicom+json\"; boundary=b", "--b--\r\n", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("multipart/related; type=\"application/dicom\"; boundary=b", "--b--\r\n", HttpStatusCode.BadRequest)]
    [InlineData("multipart/related; type=\"application/dicom\"; boundary=b", "", HttpStatusCode.Conflict)]
    [InlineData("multipart/related; type=\"application/dicom\"; boundary=b", "--b\r\nContent-Type: application/dicom\r\n\r\ncut off", HttpStatusCode.Conflict)]
    public async Task Request_that_is_none_is_answered_in_words(string type, string body, HttpStatusCode expected)
    {
        await using var platform = await RunAsync();
        using var http = Client(platform, Key);
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await http.PostAsync("/dicom-web/studies", content);
        Assert.Equal(expected, response.StatusCode);
        Assert.NotEmpty(await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Request_that_is_cut_off_keeps_what_came_whole()
    {
        await using var platform = await RunAsync();
        var whole = await Body([TestStudies.Dicom(1), TestStudies.Dicom(2)]).ReadAsByteArrayAsync();
        using var http = Client(platform, Key);
        using var content = new ByteArrayContent(whole[..^500]);
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/related; type=\"application/dicom\"; boundary=b");
        using var response = await http.PostAsync("/dicom-web/studies", content);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        await StoredAsync(platform, "raw/", 1);
    }

    private Task<TestPlatform> RunAsync(params string[] settings) => TestPlatform.RunAsync([IngestionExtensions.Module], folder, [$"--Ingestion:DicomWeb:ApiKey={Key.Replace(' ', '-')}", .. settings]);

    private static Task StoredAsync(TestPlatform platform, string prefix, int count) =>
        Eventually.TrueAsync(async () => (await platform.KeysAsync(prefix)).Count == count, $"{count} instances below {prefix}");

    private static async Task<(HttpStatusCode Status, JsonElement? Answer)> SendAsync(TestPlatform platform, byte[][] files, string path = "/dicom-web/studies", string? key = Key)
    {
        using var http = Client(platform, key);
        using var response = await http.PostAsync(path, Body(files));
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType == "application/dicom+json" ? JsonDocument.Parse(text).RootElement : null);
    }

    private static HttpClient Client(TestPlatform platform, string? key)
    {
        var http = new HttpClient { BaseAddress = platform.Address };
        http.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key.Replace(' ', '-'));
        return http;
    }

    private static MultipartContent Body(byte[][] files)
    {
        var body = new MultipartContent("related", "b");
        body.Headers.Remove("Content-Type");
        body.Headers.TryAddWithoutValidation("Content-Type", "multipart/related; type=\"application/dicom\"; boundary=b");
        foreach (var file in files)
        {
            var part = new ByteArrayContent(file);
            part.Headers.ContentType = new MediaTypeHeaderValue("application/dicom");
            body.Add(part);
        }

        return body;
    }

    private static List<JsonElement> Items(JsonElement? answer, string sequence) => [.. answer!.Value.GetProperty(sequence).GetProperty("Value").EnumerateArray()];

    /// <summary>A file with another value for one attribute.</summary>
    private sealed record RawObject(byte[] File)
    {
        public byte[] With(DicomTag tag, string value)
        {
            var dataset = DicomFile.TryParse(File, new DicomLimits(), out var parsed, out var error) ? parsed : throw new InvalidDataException(error.Message);
            dataset.SetString(tag, "UI", value);
            return DicomWriter.Write(dataset);
        }
    }
}
