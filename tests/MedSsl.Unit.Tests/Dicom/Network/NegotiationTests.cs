using MedSsl.Dicom;
using MedSsl.Dicom.Network;
using MedSsl.Dicom.Network.Associations;
using MedSsl.Dicom.Network.Pdus;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Network;

public sealed class NegotiationTests
{
    private const string Private = "1.3.6.1.4.1.99999.1";
    private const string NewerStorage = "1.2.840.10008.5.1.4.1.1.999";
    private const string StudyRootFind = "1.2.840.10008.5.1.4.1.2.2.1";

    private static readonly AcceptorSettings Settings = new(MaxPduLength: 65536, AcceptUnknownSopClasses: false, OffersCommitment: true);

    [Fact]
    public void Check_ordinary_request_passes() => Assert.Null(Negotiation.Check(RawPeer.Request(SopClasses.ComputedTomography)));

    [Fact]
    public void Check_other_protocol_version_is_refused_by_the_provider() =>
        Assert.Equal(AssociateRejection.ProtocolVersion, Negotiation.Check(RawPeer.Request() with { ProtocolVersions = 2 }));

    [Fact]
    public void Check_other_application_context_is_refused() =>
        Assert.Equal(AssociateRejection.ApplicationContext, Negotiation.Check(RawPeer.Request() with { ApplicationContext = "1.2.3" }));

    [Theory]
    [InlineData(WellKnownUids.Verification, true, true)]
    [InlineData(SopClasses.ComputedTomography, true, true)]
    [InlineData("1.2.840.10008.5.1.4.1.1.88.22", true, true)]
    [InlineData(WellKnownUids.StorageCommitment, true, true)]
    [InlineData(Private, false, true)]
    [InlineData(NewerStorage, false, true)]
    [InlineData(StudyRootFind, false, false)]
    [InlineData("not a uid", false, false)]
    public void Accept_class_depends_on_the_table_and_the_switch(string sopClass, bool strict, bool withUnknown)
    {
        Assert.Equal(strict, Answer(Settings, sopClass).Result == ContextResult.Accepted);
        var answer = Answer(Settings with { AcceptUnknownSopClasses = true }, sopClass);
        Assert.Equal(withUnknown ? ContextResult.Accepted : ContextResult.AbstractSyntaxNotSupported, answer.Result);
    }

    [Fact]
    public void Accept_commitment_that_is_not_offered_is_refused() =>
        Assert.Equal(ContextResult.AbstractSyntaxNotSupported, Answer(Settings with { OffersCommitment = false }, WellKnownUids.StorageCommitment).Result);

    [Fact]
    public void Accept_first_syntax_that_is_known_is_chosen()
    {
        Assert.Equal(TransferSyntaxes.RleLossless, Answer(Settings, SopClasses.ComputedTomography, "1.2.3.4", TransferSyntaxes.RleLossless, TransferSyntaxes.ExplicitVrLittleEndian).TransferSyntax);
        Assert.Equal(ContextResult.TransferSyntaxesNotSupported, Answer(Settings, SopClasses.ComputedTomography, "1.2.3.4").Result);
        Assert.Equal(ContextResult.TransferSyntaxesNotSupported, Answer(Settings, WellKnownUids.Verification, TransferSyntaxes.RleLossless).Result);
    }

    [Fact]
    public void Accept_every_context_is_answered_in_order_and_the_limit_is_ours()
    {
        var request = RawPeer.Request(SopClasses.ComputedTomography, Private, WellKnownUids.Verification);
        var accept = Negotiation.Accept(request, Settings);
        Assert.Equal([1, 3, 5], accept.Contexts.Select(context => context.Id));
        Assert.Equal(65536u, accept.MaxPduLength);
        Assert.Equal<byte>([1, 5], Negotiation.Agreed(request.Contexts, accept.Contexts).Keys.Order());
    }

    [Fact]
    public void Accept_requestor_never_becomes_the_provider()
    {
        var request = RawPeer.Request(SopClasses.ComputedTomography) with { Roles = [new RoleSelection(SopClasses.ComputedTomography, true, true), new RoleSelection(Private, true, true)] };
        Assert.Equal([new RoleSelection(SopClasses.ComputedTomography, true, false)], Negotiation.Accept(request, Settings).Roles);
    }

    [Fact]
    public void Storage_classes_are_well_formed_and_each_is_there_once()
    {
        Assert.Distinct(StorageSopClasses.All.Select(sopClass => sopClass.Uid));
        Assert.Distinct(StorageSopClasses.All.Select(sopClass => sopClass.Name));
        Assert.All(StorageSopClasses.All, sopClass => Assert.Matches(@"^1\.2\.840\.10008\.5\.1\.4\.(1\.1|3[0-9]|4[0-9])(\.[1-9][0-9]*)+$", sopClass.Uid));
        Assert.Equal("CT Image Storage", StorageSopClasses.NameOf(SopClasses.ComputedTomography));
    }

    private static AnsweredContext Answer(AcceptorSettings settings, string sopClass, params string[] syntaxes) => Negotiation.Accept(
        RawPeer.Request() with { Contexts = [new OfferedContext(1, sopClass, syntaxes.Length > 0 ? syntaxes : [TransferSyntaxes.ImplicitVrLittleEndian])] }, settings).Contexts.Single();
}
