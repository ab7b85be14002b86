"""The counties of England, which are larger than the towns of the same names elsewhere: Surrey, Norfolk, Suffolk."""

# Chinese and English names, then the places of the table that are in each, the county town first.
COUNTIES_OF_ENGLAND = """
贝德福德郡=Bedfordshire:Bedford,Luton,Dunstable
伯克郡=Berkshire:Reading,Slough,Bracknell,Maidenhead,Windsor
白金汉郡=Buckinghamshire:Aylesbury,Milton Keynes,High Wycombe,Bletchley
剑桥郡=Cambridgeshire:Cambridge,Peterborough
柴郡=Cheshire:Chester,Warrington,Crewe,Ellesmere Port Town,Widnes,Runcorn
坎布里亚郡=Cumbria/Cumberland:Carlisle,Barrow in Furness
德比郡=Derbyshire:Derby,Chesterfield
德文郡=Devon/Devonshire:Exeter,Plymouth,Torquay,Paignton
多塞特郡=Dorset:Poole,Bournemouth,Weymouth,Christchurch
达勒姆郡=County Durham:Durham,Darlington,Hartlepool,Stockton-on-Tees
东萨塞克斯郡=East Sussex:Brighton,Eastbourne,Hastings
西萨塞克斯郡=West Sussex:Crawley,Worthing,Bognor Regis,Littlehampton
萨塞克斯郡=Sussex:Brighton,Eastbourne,Hastings,Crawley,Worthing,Bognor Regis,Littlehampton
埃塞克斯郡=Essex:Chelmsford,Southend-on-Sea,Colchester,Basildon,Harlow,Grays,Braintree,Brentwood
格洛斯特郡=Gloucestershire:Gloucester,Cheltenham,Stroud
大曼彻斯特=Greater Manchester:Manchester,Bolton,Stockport,Salford,Rochdale,Wigan,Oldham,Bury,Sale
汉普郡=Hampshire/Hants:Southampton,Portsmouth,Basingstoke,Gosport,Farnborough,Eastleigh
赫里福德郡=Herefordshire:Hereford
赫特福德郡=Hertfordshire/Herts:St Albans,Watford,Hemel Hempstead,Stevenage
怀特岛=Isle of Wight:Newport
肯特郡=Kent:Maidstone,Gillingham,Royal Tunbridge Wells,Folkestone,Margate,Ashford,Canterbury,Gravesend,Dartford
兰开夏郡=Lancashire/Lancs:Preston,Blackburn,Blackpool,Burnley,Lancaster,Morecambe
莱斯特郡=Leicestershire:Leicester,Loughborough
林肯郡=Lincolnshire:Lincoln,Grimsby,Scunthorpe
默西赛德郡=Merseyside:Liverpool,Birkenhead,St Helens,Southport,Wallasey,Bootle,Bebington
米德尔塞克斯郡=Middlesex:Harrow,Hounslow,Uxbridge,Wembley,Southall,Enfield Town,Staines
诺福克郡=Norfolk:Norwich,Great Yarmouth
北安普敦郡=Northamptonshire:Northampton,Kettering,Corby,Wellingborough
诺丁汉郡=Nottinghamshire/Notts:Nottingham,Mansfield
牛津郡=Oxfordshire:Oxford
什罗普郡=Shropshire:Shrewsbury,Telford
萨默塞特郡=Somerset:Taunton,Bath,Yeovil,Mendip
南约克郡=South Yorkshire:Sheffield,Rotherham,Doncaster,Barnsley
西约克郡=West Yorkshire:Leeds,Bradford,Wakefield,Huddersfield,Halifax,Dewsbury,Keighley
北约克郡=North Yorkshire:York,Harrogate,Scarborough,Middlesbrough
东约克郡=East Riding of Yorkshire/East Yorkshire:Kingston upon Hull
斯塔福德郡=Staffordshire/Staffs:Stafford,Stoke-on-Trent,Tamworth,Burton upon Trent,Newcastle under Lyme
萨福克郡=Suffolk:Ipswich,Lowestoft
萨里郡=Surrey:Guildford,Woking,Staines
泰恩-威尔郡=Tyne and Wear:Newcastle upon Tyne,Sunderland,Gateshead,South Shields,Tynemouth,Washington
沃里克郡=Warwickshire:Warwick,Nuneaton,Rugby,Royal Leamington Spa
西米德兰兹郡=West Midlands:Birmingham,Coventry,Wolverhampton,Dudley,Walsall,Solihull,West Bromwich,Sutton Coldfield
威尔特郡=Wiltshire/Wilts:Salisbury,Swindon
伍斯特郡=Worcestershire:Worcester,Redditch,Kidderminster
"""


def counties_of_england(ids: dict[str, str]) -> list[tuple[str, list[str], list[str], list[str]]]:
    """The code, Chinese names, English names and ids of the places of each county; `ids` are by English name."""
    found = []
    for line in COUNTIES_OF_ENGLAND.strip().splitlines():
        names, _, towns = line.partition(":")
        chinese, latin = names.split("=")
        latins = latin.split("/")
        parts = [ids[town] for town in towns.split(",") if town]
        found.append((f"GB.ENG.{latins[0]}", [chinese], latins, parts))
    return found
