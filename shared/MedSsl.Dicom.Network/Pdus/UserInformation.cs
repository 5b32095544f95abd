using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace MedSsl.Dicom.Network.Pdus;

/// <summary>The user information of an A-ASSOCIATE PDU (PS3.8 annex D.1, PS3.7 annex D.3.3) while it is read.</summary>
internal sealed class UserInformation
{
    public uint MaxPduLength { get; private set; }

    public string ImplementationClassUid { get; private set; } = "";

    public string ImplementationVersionName { get; private set; } = "";

    public List<RoleSelection> Roles { get; } = [];

    public bool TryRead(ReadOnlySpan<byte> value, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        var items = new ItemReader(value);
        while (problem is null && items.TryNext(out var type, out var item))
        {
            switch (type)
            {
                case AssociateCodec.MaxLengthItem when item.Length == 4:
                    MaxPduLength = BinaryPrimitives.ReadUInt32BigEndian(item);
                    break;
                case AssociateCodec.MaxLengthItem:
                    problem = $"a maximum length of {item.Length} bytes; it has 4";
                    break;
                case AssociateCodec.ImplementationClassItem:
                    ImplementationClassUid = AssociateCodec.Text(item);
                    break;
                case AssociateCodec.ImplementationVersionItem:
                    ImplementationVersionName = AssociateCodec.Text(item);
                    break;
                case AssociateCodec.RoleSelectionItem when item.Length >= 4 && BinaryPrimitives.ReadUInt16BigEndian(item) == item.Length - 4:
                    Roles.Add(new RoleSelection(AssociateCodec.Text(item[2..^2]), item[^2] == 1, item[^1] == 1));
                    break;
                case AssociateCodec.RoleSelectionItem:
                    problem = "a role selection whose length does not fit its SOP class";
                    break;
            }
        }

        problem ??= items.Problem;
        return problem is null;
    }
}
