using MedSsl.Dicom.Network;
using MedSsl.Dicom.Network.Messages;
using MedSsl.Imaging.Randomness;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Network;

public sealed class CommandSetTests
{
    private static readonly CommandSet Command = RawPeer.Store("1.2.840.10008.5.1.4.1.1.2", "1.2.3").SetComment("why it is so");

    [Fact]
    public void TryRead_what_was_written_is_read_again()
    {
        Assert.True(CommandSet.TryRead(Command.Write(), out var read, out var problem), problem);
        Assert.Equal((CommandField.StoreRequest, (ushort)7, true), (read.Field, read.MessageId, read.HasDataSet));
        Assert.Equal("1.2.840.10008.5.1.4.1.1.2", read.Text(CommandElement.AffectedSopClassUid));
        Assert.Equal("why it is so", read.Text(CommandElement.ErrorComment));
        Assert.Equal(Command.Write(), read.Write());
    }

    /// <summary>C-ECHO-RQ byte by byte (PS3.7 table 9.3-12): independent of the writer.</summary>
    [Fact]
    public void Write_echo_request_is_what_the_standard_says()
    {
        var expected = Convert.FromHexString(
            "0000000004000000" + "38000000" + "0000020012000000" + Convert.ToHexString("1.2.840.10008.1.1\0"u8) + "00000001020000003000" + "00001001020000000500" + "00000008020000000101");
        var command = new CommandSet().SetUid(CommandElement.AffectedSopClassUid, WellKnownUids.Verification).Set(CommandElement.Field, CommandField.EchoRequest)
            .Set(CommandElement.MessageId, 5).SetHasDataSet(false);
        Assert.Equal(expected, command.Write());
    }

    [Fact]
    public void TryRead_cut_at_every_byte_is_refused_or_lacks_whole_elements()
    {
        var bytes = Command.Write();
        for (var length = 0; length < bytes.Length; length++)
        {
            var good = CommandSet.TryRead(bytes.AsSpan(0, length), out var read, out var problem);
            Assert.True(good == read is not null && good == problem is null);
            Assert.True(read is null || read.Write().Length < bytes.Length);
        }
    }

    [Fact]
    public void TryRead_garbage_never_throws()
    {
        var random = new SeededRandom(2);
        var bytes = Command.Write();
        for (var i = 0; i < 20_000; i++)
        {
            var changed = bytes.ToArray();
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            Assert.Equal(CommandSet.TryRead(changed, out _, out var problem), problem is null);
        }
    }

    [Fact]
    public void SetComment_is_cut_at_what_the_element_holds()
    {
        Assert.True(CommandSet.TryRead(new CommandSet().Set(CommandElement.Field, 1).SetComment(new string('x', 65)).Write(), out var read, out _));
        Assert.Equal(64, read.Text(CommandElement.ErrorComment).Length);
    }

    [Fact]
    public void Status_absent_is_a_failure() => Assert.Equal(DimseStatus.ProcessingFailure, new CommandSet().Status);
}
