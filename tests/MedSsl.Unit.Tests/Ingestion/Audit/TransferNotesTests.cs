using MedSsl.Audit.Messages;
using MedSsl.Ingestion.Audit;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion.Audit;

public sealed class TransferNotesTests : IDisposable
{
    private static readonly TransferKey Key = new() { CallingAeTitle = "CT1", CalledAeTitle = "ANY", Address = "10.0.0.1", Dataset = "d", StudyUid = "2.25.1", PatientId = "P1", IsDeIdentified = true };

    private static readonly TransferKey PutDown = new() { Medium = new Uri("medssl:drop/folder"), Dataset = "d", StudyUid = "2.25.1", PatientId = "P1", IsDeIdentified = true };

    private readonly string folder = Repository.NewTemporaryFolder();

    private string Path => System.IO.Path.Combine(folder, "transfers.txt");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Load_after_a_crash_knows_what_was_noted_and_not_told()
    {
        using (var notes = Opened())
        {
            notes.Add([(Key, new SopClassCount("1.2", 3))], DateTimeOffset.UnixEpoch);
            notes.Add([(Key, new SopClassCount("1.2", 2)), (Key, new SopClassCount("1.3", 1)), (Key with { StudyUid = "2.25.2" }, new SopClassCount("1.2", 7))], DateTimeOffset.UnixEpoch);
            notes.Forget([notes.Open.Single(transfer => transfer.Key != Key)], DateTimeOffset.UnixEpoch);
            notes.Add([(PutDown, new SopClassCount("1.2", 1))], DateTimeOffset.UnixEpoch);
        }

        File.AppendAllText(Path, "{\"transfer\":\"half a li");
        using var again = Opened();
        Assert.Equal([Key, PutDown], again.Open.Select(transfer => transfer.Key));
        Assert.Equal([new SopClassCount("1.2", 5), new SopClassCount("1.3", 1)], again.Open.First().SopClasses);
    }

    [Fact]
    public void End_what_comes_while_a_message_is_written_is_another_transfer()
    {
        using var notes = Opened();
        notes.Add([(Key, new SopClassCount("1.2", 3))], DateTimeOffset.UnixEpoch);
        var first = notes.Open.Single();
        notes.End(first);
        notes.Add([(Key, new SopClassCount("1.2", 4))], DateTimeOffset.UnixEpoch);
        notes.Forget([first], DateTimeOffset.UnixEpoch);
        Assert.Equal(4, Assert.Single(Assert.Single(notes.Open).SopClasses).Instances);
        notes.Forget([.. notes.Open], DateTimeOffset.UnixEpoch);
        Assert.Equal(0, new FileInfo(Path).Length);
    }

    private TransferNotes Opened()
    {
        var notes = new TransferNotes(Path);
        notes.Load();
        return notes;
    }
}
